/** What the part on levels and sharing types says. */
import type { Bilingual } from '../../explorer/contract.ts'

export const regradingWords = {
  title: { zh: '级别变更', en: 'Regrading' },
  none: { zh: '没有级别或共享属性的变更。', en: 'Nothing was graded anew.' },
  propose: { zh: '变更级别或共享属性', en: 'Grade data anew' },
  hint: {
    zh: '提高保护的变更立即生效；降低保护的变更须由安全管理员签署后生效。',
    en: 'What protects more counts at once; what protects less waits for the security administrator’s signature.',
  },
  level: { zh: '级别', en: 'Level' },
  sharing: { zh: '共享属性', en: 'Sharing' },
  legalBasis: { zh: '法律依据', en: 'Legal basis' },
  reason: { zh: '理由', en: 'Why' },
  submit: { zh: '提交变更', en: 'Submit' },
  proposer: { zh: '提出人', en: 'Proposed by' },
  signer: { zh: '签署人', en: 'Signed by' },
} as const satisfies Record<string, Bilingual>

/** Steps that may be taken with a change, as its buttons name them. */
export const stepNames: Readonly<Record<string, Bilingual>> = {
  SIGN: { zh: '签署', en: 'Sign' },
  REFUSE: { zh: '拒绝签署', en: 'Refuse' },
  RETRACT: { zh: '撤回变更', en: 'Take back' },
}

export const regradingNames: Readonly<Record<string, Bilingual>> = {
  PROPOSED: { zh: '待签署', en: 'to be signed' },
  TIGHTENED: { zh: '已提高保护', en: 'protects more' },
  LOOSENED: { zh: '已降低保护', en: 'protects less' },
  LEAVING: { zh: '仍有效，待签署撤回', en: 'in force until its end is signed' },
  REFUSED: { zh: '未签署', en: 'not signed' },
  WITHDRAWN: { zh: '已撤回', en: 'taken back' },
  TIGHTEN: { zh: '提高保护', en: 'tightened' },
  LOOSEN: { zh: '提出降低保护', en: 'asked to loosen' },
  SIGN: { zh: '签署', en: 'signed' },
  REFUSE: { zh: '拒绝签署', en: 'refused to sign' },
  RETRACT: { zh: '撤回', en: 'taken back' },
}
