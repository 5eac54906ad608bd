/**
 * What nobody is told (domain.md §3, N): by hand, department by department, with every way that leads near it. One column a way:
 *
 *   entity  from a person, an event, an organisation to what the department knows of it
 *   root    the department's own list, where there is one
 *   `me` and `search` and lists of entities ask the same as `entity`; `direct` asks the department itself, past the gateway
 */
export interface NeverShared {
  readonly department: string
  /** Fields that stand in records of which the rest may be shared. */
  readonly fields: readonly string[]
  /** Records as a whole: no way leads to them, no list and no link. */
  readonly records?: readonly string[]
  /** What is asked of a person, an event, an organisation. */
  readonly person?: string
  readonly event?: string
  readonly organisation?: string
  /** What is asked at the root. */
  readonly root?: string
  /** A record whose rows may be spoilt in such a field. */
  readonly issuesOf?: readonly string[]
}

export const neverShared: readonly NeverShared[] = [
  {
    department: 'public-security',
    fields: ['Resident.caseInvolvement'],
    person: 'resident { caseInvolvement }',
    issuesOf: ['Resident'],
  },
  {
    department: 'justice',
    fields: [],
    records: ['CommunityCorrection'],
    issuesOf: ['CommunityCorrection'],
  },
  {
    department: 'political-legal',
    fields: [],
    records: ['SpecialGroupMember'],
    issuesOf: ['SpecialGroupMember'],
  },
  {
    department: 'petitions',
    fields: ['petitionerName', 'petitionerNumber', 'petitionerPhone', 'petitionText'].map((name) => `Petition.${name}`),
    event: 'petition { petitionerName petitionerNumber petitionerPhone petitionText }',
    organisation:
      'petitionsInCharge(first: 3) { nodes { petitionerName petitionerNumber petitionerPhone petitionText } }',
    root: 'petitions(first: 3) { nodes { petitionerName petitionerNumber petitionerPhone petitionText } }',
    issuesOf: ['Petition'],
  },
  {
    department: 'human-resources',
    fields: [
      'InsuredPerson.bankAccount',
      'Pension.bankAccount',
      'WageArrearsLead.reporterName',
      'WageArrearsLead.reporterPhone',
    ],
    person: 'socialInsurance { nodes { bankAccount } } pensions { nodes { bankAccount } }',
    event: 'wageArrearsLead { reporterName reporterPhone }',
    organisation: 'wageArrearsLeads(first: 3) { nodes { reporterName reporterPhone } }',
    root: 'wageArrearsLeads(first: 3) { nodes { reporterName reporterPhone } }',
    issuesOf: ['InsuredPerson', 'Pension', 'WageArrearsLead'],
  },
  {
    department: 'medical-insurance',
    fields: [],
    records: ['MedicalSettlement'],
    issuesOf: ['MedicalSettlement'],
  },
  {
    department: 'health',
    fields: [],
    records: ['SevereMentalDisorder', 'HotlineRecord'],
    issuesOf: ['SevereMentalDisorder', 'HotlineRecord'],
  },
  {
    department: 'education',
    fields: ['Enrolment.droppedOut'],
    person: 'enrolments { nodes { droppedOut } } guardedPupils { nodes { droppedOut } }',
    issuesOf: ['Enrolment'],
  },
  {
    department: 'environment',
    fields: ['content', 'outcome', 'complainantName', 'complainantPhone'].map(
      (name) => `EnvironmentalComplaint.${name}`,
    ),
    event: 'environmentalComplaint { content outcome complainantName complainantPhone }',
    root: 'environmentalComplaints(first: 3) { nodes { content outcome complainantName complainantPhone } }',
    issuesOf: ['EnvironmentalComplaint'],
  },
]
