/** Where no demo issuer is offered the pages ask for a token: it is taken from the field and kept nowhere. */
import { expect, test } from '@jest/globals'
import { inBrowser } from './in-browser.ts'

const stage = inBrowser()

test('a pasted token signs in, and leaves no trace in field, address or store', async () => {
  const token = await stage.city.hub.issuer.demo?.token('citizen')
  const page = await stage.browser.open('/status')
  // As a stage.city's hub answers, which has no personas to offer.
  await page.route('**/pages/config.json', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), personas: [] } })
  })
  await page.goto(new URL('/me', stage.city.hub.address).href)
  const field = page.getByLabel('访问令牌')
  await field.fill('not a token')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('这不是有效的令牌').waitFor()

  await page.getByLabel('这不是有效的令牌').fill(token ?? '')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('还没有部门查看过您的信息。').or(page.locator('.card').first()).first().waitFor()
  expect(await field.inputValue()).toBe('')
  expect(page.url()).not.toContain('?')
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)

  await page.reload()
  await page.getByText('请粘贴统一身份认证签发的令牌').waitFor()
})
