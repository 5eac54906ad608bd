/** What the explorer page offers over the stand-in estate: personas, purposes and queries to begin with. */
import type { DemoFacts, PersonaName } from '../access/demo-issuer.ts'
import { personas } from '../access/demo-issuer.ts'
import { purposes } from '../access/purposes.ts'
import type { Bilingual, Example, Persona, PurposeChoice } from './explorer/contract.ts'

const titles: Readonly<Record<PersonaName, Bilingual>> = {
  mediator: { zh: '调解员（司法局）', en: 'Mediator (Justice)' },
  'grid-worker': { zh: '网格员（政法委）', en: 'Grid worker (Political-Legal)' },
  citizen: { zh: '市民本人', en: 'Citizen, oneself' },
  developer: { zh: '开发人员（住建局）', en: 'Developer (Housing)' },
  bi: { zh: '统计分析（政法委）', en: 'BI (Political-Legal)' },
  'data-officer': { zh: '数据专员（行政审批局）', en: 'Data officer (Approval Service)' },
  auditor: { zh: '审计员', en: 'Auditor' },
}

/** `facts` of the estate give the mediator a case; null before there is an estate. */
export function explorerPersonas(facts: DemoFacts | null): Persona[] {
  return personas.map((name) => ({
    name,
    title: titles[name],
    purposes: purposes.filter(({ scopes }) => name in scopes).map(({ code }) => code),
    ...(name === 'mediator' && facts && { caseNumber: facts.caseNumber }),
  }))
}

export const explorerPurposes: readonly PurposeChoice[] = purposes.map(({ code, name, caseNeeded }) => ({
  code,
  name,
  caseNeeded,
}))

/** The parties of one's own cases, each over six departments: by way of the case, since a mediator begins there. */
const partiesOfMyCases = `query PartiesOfMyCases {
  mediationCases(first: 1) {
    nodes {
      number
      kind
      state
      parties(first: 4) {
        nodes {
          role
          person {
            name
            ageBand
            idNumber
            grid { name }
            residence { address }
            household { kind size }
            properties(first: 3) { totalCount nodes { state certificate price } }
            mediationCases(first: 3) { totalCount nodes { kind state } }
            headedOrganisations(first: 3) { nodes { organisation { name creditCode } } }
            hotlineOrders(first: 3) { nodes { category state receivedAt } }
            events(first: 10) { nodes { category state department } }
            rentals(first: 3) { nodes { monthlyRent } }
          }
        }
      }
    }
  }
}
`

const myGrid = `query MyGrid {
  persons(first: 5) {
    totalCount
    nodes { name sex ageBand residence { address } }
  }
  events(first: 5) {
    totalCount
    nodes { category state reportedAt dueAt department }
  }
}
`

const aboutMe = `query AboutMe {
  me {
    name
    birthDate
    idNumber
    residence { address }
    household { kind size }
    properties(first: 5) { nodes { certificate state price } }
    hotlineOrders(first: 5) { nodes { title state answer } }
    provenance { field source asOf disagrees }
  }
}
`

const organisationsPage = `query Organisations {
  organisations(first: 20) {
    totalCount
    nodes {
      name
      creditCode
      state
      company { industry registeredCapital foundedOn }
      licences(first: 2) { nodes { id } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`

const brokenRows = `query BrokenRows {
  housingDataIssues(record: "PropertyTitle", first: 20) {
    nodes { code meaning field key file line }
    hasNextPage
  }
}
`

export const explorerExamples: readonly Example[] = [
  {
    title: { zh: '一位当事人，六个部门', en: 'One party, six departments' },
    explanation: {
      zh: '户、房、调解、任职、热线、网格在一个回答里；有的脱敏，有的被拒绝，各有原因。',
      en: 'Household, titles, cases, firms, hotline and events in one answer; some masked, some refused, each with its reason.',
    },
    persona: 'mediator',
    purpose: 'MEDIATION',
    query: partiesOfMyCases,
  },
  {
    title: { zh: '同一个查询，不说明用途', en: 'The same without a purpose' },
    explanation: {
      zh: '没有用途，有条件共享的数据一项也不给。',
      en: 'Without a purpose no conditional data is given.',
    },
    persona: 'mediator',
    purpose: null,
    query: partiesOfMyCases,
  },
  {
    title: { zh: '我的网格', en: 'My grid' },
    explanation: {
      zh: '网格员只看到自己网格里的人和事。',
      en: 'A grid worker sees the persons and events of the own grid only.',
    },
    persona: 'grid-worker',
    purpose: 'GRID_EVENT',
    query: myGrid,
  },
  {
    title: { zh: '我自己的信息', en: 'What is held about me' },
    explanation: {
      zh: '市民看自己的数据不脱敏，并看到每一项来自哪个部门、哪一天。',
      en: 'Citizens see their own data plainly, with source and date of each value.',
    },
    persona: 'citizen',
    purpose: 'SELF_ACCESS',
    query: aboutMe,
  },
  {
    title: { zh: '企业清单（公开数据）', en: 'Firms (open data)' },
    explanation: {
      zh: '无条件共享的数据不需要用途；BI 工具逐页读取。',
      en: 'Unconditional data needs no purpose; BI tools read it page by page.',
    },
    persona: 'bi',
    purpose: null,
    query: organisationsPage,
  },
  {
    title: { zh: '我们的数据哪里有问题', en: 'What is wrong with our data' },
    explanation: {
      zh: '部门自己的人能看到读不懂的值、被隔离的行，以及在哪个文件哪一行。',
      en: 'The department’s own people see values that could not be read and rows in quarantine, by file and line.',
    },
    persona: 'developer',
    purpose: 'DATA_QUALITY',
    query: brokenRows,
  },
]
