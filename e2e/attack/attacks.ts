/** Every list of attacks, by what is attacked. */
import type { Attack } from './attack.ts'
import { baseDataAttacks } from './base-data.ts'
import { compositionAttacks } from './composition.ts'
import { contextAttacks } from './contexts.ts'
import { correctionAttacks } from './corrections.ts'
import { documentAttacks } from './documents.ts'
import { everyMutationAttacks } from './every-mutation.ts'
import { hostileDepartmentAttacks } from './hostile-department.ts'
import { hostileDocumentAttacks } from './hostile-documents.ts'
import { linkDecisionAttacks } from './link-decisions.ts'
import { oracleAttacks } from './oracles.ts'
import { powerAttacks } from './powers.ts'
import { revocationAttacks } from './revocation.ts'
import { rightsAttacks } from './rights.ts'
import { sweepAttacks } from './sweep.ts'
import { tokenAttacks } from './tokens.ts'
import { pageAttacks, transportAttacks } from './transport.ts'
import { writeAttacks } from './writes.ts'

export const attacks: Readonly<Record<string, readonly Attack[]>> = {
  tokens: tokenAttacks,
  transport: transportAttacks,
  pages: pageAttacks,
  documents: documentAttacks,
  oracles: oracleAttacks,
  sweep: sweepAttacks,
  composition: compositionAttacks,
  costs: hostileDocumentAttacks,
  changes: writeAttacks,
  powers: powerAttacks,
  corrections: correctionAttacks,
  'base data': baseDataAttacks,
  links: linkDecisionAttacks,
  rights: rightsAttacks,
  mutations: everyMutationAttacks,
  revocation: revocationAttacks,
  hostile: hostileDepartmentAttacks,
  departments: contextAttacks,
}
