/**
 * The life of a grant in a real browser: a developer applies from the catalogue, the data officer of the owner refuses with reasons, the developer
 * applies again, it is granted masked, the value shows masked in the explorer, and after the revocation it is refused.
 */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { inBrowser } from './in-browser.ts'

/** Under the name of the explorer's first example, whose variables name the demo person. */
const PHONE = 'query PersonCard($id: ID!) { person(id: $id) { name phone } }'

const stage = inBrowser()

test('a developer applies from the catalogue, and sees until when it is answered', async () => {
  const page = await workbenchOf('developer')
  await applyForPhones(page, '核对房屋权利人联系方式')
  const card = page.locator('.card', { hasText: '核对房屋权利人联系方式' })
  await card.getByText('待受理').waitFor()
  expect(await card.innerText()).toMatch(/住建局 → 公安局[\s\S]*Person\.phone[\s\S]*答复期限\s*\d{4}-\d{2}-\d{2}/)
})

test('the owner’s data officer refuses only with written reasons, and the developer reads them', async () => {
  const page = await workbenchOf('data-officer', '公安局')
  const card = page.locator('.card', { hasText: '核对房屋权利人联系方式' })
  await card.getByRole('button', { name: '答复', exact: true }).click()
  await card.getByLabel('不同意', { exact: true }).check()
  const reasons = card.getByLabel('不同意须书面说明理由')
  await card.getByRole('button', { name: '提交答复' }).click()
  expect(await reasons.evaluate((field) => (field as HTMLTextAreaElement).validity.valueMissing)).toBe(true)
  await reasons.fill('申请未写明使用人员，请补充')
  await card.getByRole('button', { name: '提交答复' }).click()
  await page.getByText('没有待答复的申请。').waitFor()

  const own = await workbenchOf('developer')
  await own.getByRole('tab', { name: '我的申请' }).click()
  const answered = own.locator('.card', { hasText: '核对房屋权利人联系方式' })
  await answered.getByText('申请未写明使用人员，请补充').first().waitFor()
})

test('applied for again it is granted masked: the value shows masked in the explorer', async () => {
  expect(await phoneInExplorer()).toEqual({ kind: '拒绝', reason: 'NO_GRANT', shown: 'null' })
  await applyForPhones(await workbenchOf('developer'), '由数据科两人核对联系方式')

  const page = await workbenchOf('data-officer', '公安局')
  const card = page.locator('.card', { hasText: '由数据科两人核对联系方式' })
  await card.getByRole('button', { name: '答复', exact: true }).click()
  await card.getByLabel('只提供脱敏数据').check()
  await card.getByLabel('期限（天）').fill('30')
  await card.getByRole('button', { name: '提交答复' }).click()
  await page.getByText('没有待答复的申请。').waitFor()

  expect(await phoneInExplorer()).toMatchObject({ kind: '脱敏', shown: expect.stringMatching(/^"1\d{2}\*+\d{4}"$/) })
})

test('the grant in force shows its use; revoked, the next request is refused', async () => {
  const page = await workbenchOf('data-officer', '公安局')
  await page.getByRole('tab', { name: '授权', exact: true }).click()
  const grant = page.locator('.card', { hasText: 'Person.phone' }).filter({ hasText: '住建局' })
  await grant.getByText('脱敏').waitFor()
  await grant.getByRole('button', { name: '撤销' }).click()
  await grant.getByLabel('理由').fill('核对工作已经结束')
  await grant.getByRole('button', { name: '撤销' }).click()
  await grant.waitFor({ state: 'detached' })

  expect((await phoneInExplorer()).kind).toBe('拒绝')
})

test('an officer grades data anew: more protection counts at once, less waits for the second signature', async () => {
  const page = await workbenchOf('data-officer', '住建局')
  await page.getByRole('tab', { name: '级别变更' }).click()
  const propose = async (field: string, sharing: string, reason: string) => {
    await page.getByRole('button', { name: '变更级别或共享属性' }).click()
    await page.getByLabel('搜索目录').fill(field)
    await page.getByRole('checkbox', { name: new RegExp(field.replace('.', '\\.')) }).check()
    await page.getByLabel('级别', { exact: true }).selectOption(sharing === 'NEVER' ? '4' : '1')
    await page.getByLabel('共享属性', { exact: true }).selectOption(sharing)
    await page.getByLabel('法律依据').fill('GB/T 43697-2024')
    await page.getByLabel('理由').fill(reason)
    await page.getByRole('button', { name: '提交变更' }).click()
    return page.locator('.card', { hasText: reason })
  }
  const closed = await propose('Dwelling.floorArea', 'NEVER', '面积暂停共享')
  await closed.getByText('已提高保护').waitFor()
  const opened = await propose('Dwelling.completedOn', 'UNCONDITIONAL', '建成年份可公开')
  await opened.getByText('待签署').waitFor()

  const security = await workbenchOf('security-administrator')
  await security.getByRole('tab', { name: '级别变更' }).click()
  const waiting = security.locator('.card', { hasText: '建成年份可公开' })
  await waiting.getByRole('button', { name: '签署', exact: true }).click()
  await waiting.getByRole('button', { name: '签署', exact: true }).click()
  await waiting.getByText('已降低保护').waitFor()

  await closed.getByRole('button', { name: '撤回变更' }).click()
  await closed.getByLabel('理由').fill('核查完毕')
  await closed.getByRole('button', { name: '撤回变更' }).click()
  await closed.getByText('仍有效，待签署撤回').waitFor()
})

test('each role finds its own parts, and a phone shows them whole', async () => {
  for (const [persona, parts] of [
    ['security-administrator', ['授权', '应急访问', '级别变更']],
    ['auditor', ['异议']],
    ['developer', ['申请数据', '我的申请', '我的校核', '授权']],
  ] as const) {
    const page = await workbenchOf(persona, null, 390)
    await page.getByRole('tab', { name: parts[0] }).waitFor()
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(parts)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  }
})

// Private:

async function workbenchOf(persona: string, department: string | null = null, width = 1280): Promise<Page> {
  const page = await stage.browser.open('/workbench', width)
  await page.getByLabel('身份').selectOption(persona)
  if (department !== null) {
    await page.getByLabel('部门', { exact: true }).selectOption(department)
    await page.getByRole('heading', { name: '数据授权工作台' }).filter({ hasText: department }).waitFor()
  }
  await page.getByRole('tab').first().waitFor()
  return page
}

async function applyForPhones(page: Page, scenario: string): Promise<void> {
  await page.getByRole('tab', { name: '申请数据' }).click()
  await page.getByLabel('数源部门').selectOption('公安局')
  await page.getByLabel('搜索目录').fill('phone')
  // The person's telephone is the one of the registration: whoever reads it needs both.
  for (const field of [/Person\.phone/, /Resident\.phone/]) await page.getByRole('checkbox', { name: field }).check()
  await page.getByLabel('用途').selectOption('DATA_QUALITY')
  await page.getByLabel('法律依据').fill('政务数据共享条例第二十五条')
  await page.getByLabel('使用场景').fill(scenario)
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByRole('tab', { name: '我的申请', selected: true }).waitFor()
}

/** What the explorer tells a developer about a phone: kind of the gap, its reason, and what is shown. */
async function phoneInExplorer(): Promise<{ kind: string; reason: string; shown: string }> {
  const page = await stage.browser.open('/')
  await page.getByLabel('身份').selectOption('developer')
  await page.getByLabel('用途').selectOption('DATA_QUALITY')
  // Typed text would get a second closing bracket for each from the editor.
  await page.locator('.graphiql-query-editor .CodeMirror').evaluate((element, text) => {
    const { CodeMirror } = element as unknown as { readonly CodeMirror: { setValue(text: string): void } }
    CodeMirror.setValue(text)
  }, PHONE)
  await page.getByRole('button', { name: /Execute query/ }).click()
  const row = page.locator('.gaps tbody tr', { hasText: 'phone' })
  await row.waitFor()
  const [kind = '', , why = ''] = await row.locator('td').allInnerTexts()
  const shown = /"phone": ("[^"]*"|null)/.exec(await page.locator('.result-window').innerText())?.[1]
  return { kind, reason: /[A-Z_]{3,}/.exec(why)?.[0] ?? '', shown: shown ?? '' }
}
