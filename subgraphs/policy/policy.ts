/**
 * The policy subgraph (授权管理): the hub's own, like the registry. It knows applications, grants, emergencies and purposes; what may be
 * done with them is access/grant-life/, what it means for data is access/decide.ts alone.
 */
import { createDecider } from '../../access/decide.ts'
import type { Decider } from '../../access/decision.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { Subgraph, SubgraphRequest, SubgraphResponse } from '../../access/subgraph-call.ts'
import { PageInfo } from '../kit/connection.ts'
import { OperationRunner, type FaultLog } from '../kit/execute.ts'
import { federate, type FederatedSubgraph } from '../kit/federate.ts'
import { ApplicationResolver } from './graph/application.ts'
import { ClassificationChangeResolver } from './graph/classification-change.ts'
import { EmergencyResolver } from './graph/emergency.ts'
import { GrantResolver } from './graph/grant.ts'
import { PurposeResolver } from './graph/purpose.ts'
import { RulesResolver } from './graph/rules.ts'
import { PolicyRequest, type PolicyDoors } from './request.ts'

export const POLICY = 'policy'

/** Needs no store: the SDL can be made from the declarations alone. */
export function buildPolicy(): Promise<FederatedSubgraph> {
  return federate<PolicyRequest>({
    name: POLICY,
    resolvers: [
      ApplicationResolver,
      GrantResolver,
      EmergencyResolver,
      ClassificationChangeResolver,
      PurposeResolver,
      RulesResolver,
    ],
    orphanedTypes: [PageInfo],
    references: {},
    selfMasking: [],
  })
}

export class Policy implements Subgraph {
  readonly name = POLICY
  readonly subgraph: FederatedSubgraph
  private readonly doors: PolicyDoors
  private readonly runner: OperationRunner

  constructor(subgraph: FederatedSubgraph, doors: PolicyDoors, log: FaultLog) {
    this.subgraph = subgraph
    this.doors = doors
    this.runner = new OperationRunner(subgraph, log)
  }

  execute(request: SubgraphRequest): Promise<SubgraphResponse> {
    return this.runner.run(request, this.context(request.access, createDecider(request.access)))
  }

  /** What the subgraph's resolvers are given for one request. */
  context(access: AccessContext, decider: Decider): PolicyRequest {
    return new PolicyRequest(this.doors, access, decider)
  }
}

export async function createPolicy(doors: PolicyDoors, log: FaultLog): Promise<Policy> {
  return new Policy(await buildPolicy(), doors, log)
}
