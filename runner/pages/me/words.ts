/** Texts of the citizen's page. */
import type { Bilingual } from '../../explorer/contract.ts'

export const words = {
  title: { zh: '谁看过我的信息', en: 'Who looked at my data' },
  hello: { zh: '您好，', en: 'Good day, ' },
  intro: {
    zh: '这里列出各部门查看您个人信息的每一次记录：哪个部门、为了什么、看了哪些项。依法可以延后告知的记录，期满后会出现在这里。',
    en: 'Every look at your personal data: which department, for which purpose, at which fields. Looks whose notice may wait by law appear here afterwards.',
  },
  looks: { zh: '访问记录', en: 'Looks' },
  noLooks: { zh: '还没有部门查看过您的信息。', en: 'Nobody has looked at your data yet.' },
  myself: { zh: '本人', en: 'Yourself' },
  purpose: { zh: '用途', en: 'Purpose' },
  noPurpose: { zh: '未说明用途', en: 'no purpose stated' },
  fields: { zh: '查看的内容', en: 'Fields' },
  noFields: { zh: '没有给出具体数据项。', en: 'No field was handed out.' },
  moreFields: { zh: '显示全部', en: 'Show all' },
  object: { zh: '提出异议', en: 'Object' },
  objecting: { zh: '对这次访问提出异议', en: 'Object to this look' },
  reason: { zh: '异议理由', en: 'What is wrong with it' },
  reasonHint: {
    zh: '由审计员办理，在时限内书面答复。请不要填写身份证号等个人信息。',
    en: 'The auditor answers in writing within the time limit. Please enter no identity numbers or the like.',
  },
  send: { zh: '提交异议', en: 'Send' },
  objected: { zh: '已提出异议', en: 'You objected' },
  objections: { zh: '我的异议', en: 'My objections' },
  noObjections: { zh: '没有异议。', en: 'No objections.' },
  due: { zh: '答复期限', en: 'Answer due' },
  overdue: { zh: '已超期', en: 'overdue' },
  raised: { zh: '提出于', en: 'Raised' },
  answer: { zh: '审计答复', en: 'The auditor’s answer' },
  onLook: { zh: '针对', en: 'On' },
  lookGone: { zh: '访问记录已过保存期', en: 'the record is past its term' },
} as const satisfies Record<string, Bilingual>

export const stateNames: Readonly<Record<string, Bilingual>> = {
  OPEN: { zh: '待答复', en: 'open' },
  UPHELD: { zh: '异议成立', en: 'upheld' },
  REJECTED: { zh: '异议不成立', en: 'rejected' },
}
