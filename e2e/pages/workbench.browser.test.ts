/**
 * The life of a grant in a real browser: a developer applies from the catalogue, the data officer of the owner refuses with reasons, the developer
 * applies again, it is granted masked, the value shows masked in the explorer, and after the revocation it is refused. The holder gives a part
 * on; in an emergency the glass is broken, and reviewed.
 */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { lookAt } from '../look-at.ts'
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

test('the holder’s data officer gives on a part, masked and shorter, which ends with the whole', async () => {
  await applyForPhones(await workbenchOf('developer'), '由数据专员核对联系方式', '数据专员')
  const owner = await workbenchOf('data-officer', '公安局')
  const asked = owner.locator('.card', { hasText: '由数据专员核对联系方式' })
  await asked.getByRole('button', { name: '答复', exact: true }).click()
  await asked.getByLabel('期限（天）').fill('30')
  await asked.getByRole('button', { name: '提交答复' }).click()
  await owner.getByText('没有待答复的申请。').waitFor()
  expect(await phoneInExplorer()).toMatchObject({ kind: '拒绝', shown: 'null' })

  const holder = await workbenchOf('data-officer', '住建局')
  await holder.getByRole('tab', { name: '授权', exact: true }).click()
  await holder.getByLabel('数源部门').selectOption('公安局')
  const whole = holder.locator('.card', { hasText: 'Person.phone' }).filter({ hasText: '住建局 · 数据专员' })
  await whole.getByRole('button', { name: '转授权' }).click()
  const form = whole.getByRole('form', { name: '转授权' })
  const send = form.getByRole('button', { name: '转授权' })
  const days = form.getByLabel('期限（天）')
  for (const field of ['Person.phone', 'Resident.phone']) await form.getByLabel(field).press('Space')
  await send.press('Enter')
  expect(await form.getByLabel('Person.phone').evaluate(isInvalid)).toBe(true)
  for (const field of ['Person.phone', 'Resident.phone']) await form.getByLabel(field).press('Space')
  await days.fill('31')
  await send.press('Enter')
  expect(await days.evaluate(isInvalid)).toBe(true)
  await days.fill('10')
  await form.getByLabel('只提供脱敏数据').press('Space')
  // What the page cannot know the hub refuses, at the form: nobody gives to oneself.
  await form.getByLabel('使用角色').selectOption('数据专员')
  await send.press('Enter')
  await form.getByRole('alert').getByText('TRANSITION_NOT_PERMITTED').waitFor()
  await form.getByLabel('使用角色').selectOption('部门开发人员')
  await send.press('Enter')
  const part = holder.locator('.card', { hasText: '转授自' })
  expect(await part.innerText()).toMatch(/住建局 · 部门开发人员[\s\S]*脱敏/)
  expect(await phoneInExplorer()).toMatchObject({ kind: '脱敏', shown: expect.stringMatching(/^"1\d{2}\*+\d{4}"$/) })

  await owner.getByRole('tab', { name: '授权', exact: true }).click()
  const given = owner.locator('.card', { hasText: '住建局 · 数据专员' })
  await given.getByRole('button', { name: '撤销' }).click()
  await given.getByLabel('理由').fill('核对工作已经结束')
  await given.getByRole('button', { name: '撤销' }).click()
  await given.waitFor({ state: 'detached' })
  expect((await phoneInExplorer()).kind).toBe('拒绝')
})

test('in an emergency a right is taken at once, seen by the owner, and suspended by the review', async () => {
  expect(await phoneInEmergency()).toBe('NO_GRANT')
  const page = await workbenchOf('data-officer')
  await page.getByRole('tab', { name: '应急访问' }).click()
  await page.getByRole('button', { name: '启动应急访问' }).press('Enter')
  const form = page.getByRole('form', { name: '启动应急访问' })
  await form.getByText('仅用于危及生命、财产的紧急情况。').waitFor()
  expect(await form.innerText()).toMatch(/自动结束：\s*4\s*小时后[\s\S]*全市/)
  const now = form.getByRole('button', { name: '立即启动' })
  await now.press('Enter')
  const happened = form.getByLabel('紧急情况')
  expect(await happened.evaluate(isInvalid)).toBe(true)
  await happened.fill('燃气泄漏，须立即联系住户疏散')
  await form.getByLabel('数源部门').selectOption('公安局')
  const police = form.getByRole('region', { name: '公安局' })
  await police.getByLabel('搜索目录').fill('phone')
  for (const field of [/Person\.phone/, /Resident\.phone/]) await police.getByRole('checkbox', { name: field }).check()
  // The look-up of a person goes with the category.
  await form.getByLabel('再加一个数源部门').selectOption('大数据中心')
  const hub = form.getByRole('region', { name: '大数据中心' })
  await hub.getByLabel('搜索目录').fill('人口')
  await hub.getByRole('group', { name: '整类数据' }).getByLabel(/人口$/).check()
  const sure = form.getByLabel('我已知悉')
  await now.press('Enter')
  expect(await sure.evaluate(isInvalid)).toBe(true)
  await sure.press('Space')
  await now.press('Enter')
  const card = page.locator('li.card', { hasText: '燃气泄漏' })
  await card.getByText('待复核').waitFor()
  await form.waitFor({ state: 'detached' })
  expect(await phoneInEmergency()).toMatch(/^\+861\d{10}$/)

  const owner = await workbenchOf('data-officer', '公安局')
  await owner.getByRole('tab', { name: '应急访问' }).click()
  const seen = owner.locator('li.card', { hasText: '燃气泄漏' })
  await seen.getByText('待复核').waitFor()
  expect(await seen.getByRole('button', { name: '复核' }).count()).toBe(0)

  const reviewer = await workbenchOf('security-administrator')
  await reviewer.getByRole('tab', { name: '应急访问' }).click()
  const review = reviewer.locator('li.card', { hasText: '燃气泄漏' })
  await review.getByRole('button', { name: '复核' }).click()
  expect(await reviewer.getByRole('button', { name: '启动应急访问' }).count()).toBe(0)
  await review.getByLabel('没有必要').check()
  await review.getByLabel('复核意见').fill('当日无此险情记录')
  await review.getByRole('button', { name: '复核' }).click()
  await review.waitFor({ state: 'detached' })
  expect(await phoneInEmergency()).toBe('GRANT_SUSPENDED')
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

async function applyForPhones(page: Page, scenario: string, role = '部门开发人员'): Promise<void> {
  await page.getByRole('tab', { name: '申请数据' }).click()
  await page.getByLabel('数源部门').selectOption('公安局')
  await page.getByLabel('搜索目录').fill('phone')
  // The person's telephone is the one of the registration: whoever reads it needs both.
  for (const field of [/Person\.phone/, /Resident\.phone/]) await page.getByRole('checkbox', { name: field }).check()
  await page.getByLabel('使用角色').selectOption(role)
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

/** The demo person's phone as the officer on duty gets it in an emergency, or the reason why not. */
async function phoneInEmergency(): Promise<unknown> {
  const { address } = stage.city.hub
  const signedIn = await fetch(new URL('/explorer/token?persona=data-officer', address))
  const { token } = (await signedIn.json()) as { readonly token: string }
  const response = await fetch(new URL('/graphql', address), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-purpose': 'EMERGENCY_RESCUE',
    },
    body: JSON.stringify({
      query: 'query ($id: ID!) { person(id: $id) { phone } }',
      variables: { id: stage.city.ids.person },
    }),
  })
  const answer: unknown = await response.json()
  return lookAt(answer, 'errors.0.extensions.reason') ?? lookAt(answer, 'data.person.phone')
}

function isInvalid(field: Element): boolean {
  return !(field as HTMLInputElement).validity.valid
}
