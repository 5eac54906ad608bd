/** The departments of the city, in the order of the start table. The one list: everything else goes through it. */
import type { DepartmentSpec } from '../subgraphs/kit/declaration.ts'
import { agriculture } from '../subgraphs/agriculture/agriculture.ts'
import { court } from '../subgraphs/court/court.ts'
import { approvalService } from '../subgraphs/approval-service/approval-service.ts'
import { emergency } from '../subgraphs/emergency/emergency.ts'
import { environment } from '../subgraphs/environment/environment.ts'
import { health } from '../subgraphs/health/health.ts'
import { civilAffairs } from '../subgraphs/civil-affairs/civil-affairs.ts'
import { housing } from '../subgraphs/housing/housing.ts'
import { education } from '../subgraphs/education/education.ts'
import { partyOrganisation } from '../subgraphs/party-organisation/party-organisation.ts'
import { humanResources } from '../subgraphs/human-resources/human-resources.ts'
import { justice } from '../subgraphs/justice/justice.ts'
import { marketRegulation } from '../subgraphs/market-regulation/market-regulation.ts'
import { naturalResources } from '../subgraphs/natural-resources/natural-resources.ts'
import { petitions } from '../subgraphs/petitions/petitions.ts'
import { medicalInsurance } from '../subgraphs/medical-insurance/medical-insurance.ts'
import { politicalLegal } from '../subgraphs/political-legal/political-legal.ts'
import { publicity } from '../subgraphs/publicity/publicity.ts'
import { publicSecurity } from '../subgraphs/public-security/public-security.ts'
import { urbanManagement } from '../subgraphs/urban-management/urban-management.ts'
import { veterans } from '../subgraphs/veterans/veterans.ts'

export const departments: readonly DepartmentSpec[] = [
  publicSecurity,
  housing,
  justice,
  marketRegulation,
  approvalService,
  politicalLegal,
  education,
  partyOrganisation,
  humanResources,
  publicity,
  emergency,
  urbanManagement,
  naturalResources,
  environment,
  agriculture,
  health,
  petitions,
  veterans,
  medicalInsurance,
  civilAffairs,
  // Outside the twenty: docked under an agreement of its own.
  court,
]
