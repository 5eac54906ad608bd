/**
 * What is worth keeping between requests: plans by the text of the rewritten operation (so that clients that differ in aliases,
 * order of variables or denied fields share them), and for each document the outcome of the policy by its decisions.
 */
import { operationFromDocument } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { parse, type DocumentNode } from 'graphql'
import { annotate, type AnnotatedOperation } from './annotate.ts'
import { Lru } from './lru.ts'
import { preparePlan, type Step } from './plan.ts'
import { permit, type Permitted, type Verdicts } from './policy.ts'
import type { Places } from './places.ts'
import { compileProjector, type Projector } from './project.ts'
import type { LoadedSupergraph } from './supergraph.ts'

export interface PreparedOperation {
  readonly permitted: Permitted
  readonly plan: Step | null
  readonly projector: Projector
}

interface KnownOperation {
  readonly annotated: AnnotatedOperation
  readonly prepared: Lru<string, PreparedOperation>
}

export interface PlanCacheOptions {
  readonly plans?: number
  readonly documents?: number
  /** Outcomes kept of one document: decisions of different principals, conditions, filters. */
  readonly outcomes?: number
}

/** A plan is chosen among at most so many; more is a sign of a hostile operation rather than of a better plan. */
const MAX_EVALUATED_PLANS = 1_000

export class PlanCache {
  private readonly supergraph: LoadedSupergraph
  private readonly places: Places | null
  private readonly planner: QueryPlanner
  private readonly plans: Lru<string, { readonly step: Step | null }>
  private readonly operations: Lru<DocumentNode, Map<string, KnownOperation>>
  private readonly outcomes: number

  constructor(supergraph: LoadedSupergraph, places: Places | null, options: PlanCacheOptions = {}) {
    this.supergraph = supergraph
    this.places = places
    this.planner = new QueryPlanner(supergraph.federation, {
      reuseQueryFragments: false,
      debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS },
    })
    this.plans = new Lru(options.plans ?? 1_000)
    this.operations = new Lru(options.documents ?? 1_000)
    this.outcomes = options.outcomes ?? 64
  }

  /** Apollo Server keeps parsed documents by their text, so the same text comes as the same document. */
  annotated(document: DocumentNode, operationName: string | null | undefined): AnnotatedOperation {
    return this.known(document, operationName).annotated
  }

  prepared(document: DocumentNode, operationName: string | null | undefined, verdicts: Verdicts): PreparedOperation {
    const known = this.known(document, operationName)
    return known.prepared.get(verdicts.key) ?? known.prepared.set(verdicts.key, this.prepare(known.annotated, verdicts))
  }

  get planCount(): number {
    return this.plans.size
  }

  // Private:

  private known(document: DocumentNode, operationName: string | null | undefined): KnownOperation {
    const byName = this.operations.get(document) ?? this.operations.set(document, new Map())
    const name = operationName ?? ''
    const known = byName.get(name)
    if (known) return known
    const { api, whole } = this.supergraph
    const made = {
      annotated: annotate(api, whole, this.places, document, operationName),
      prepared: new Lru<string, PreparedOperation>(this.outcomes),
    }
    byName.set(name, made)
    return made
  }

  private prepare(annotated: AnnotatedOperation, verdicts: Verdicts): PreparedOperation {
    const permitted = permit(annotated, verdicts)
    return {
      permitted,
      plan: permitted.text === null ? null : this.plan(permitted.text),
      projector: compileProjector(permitted.shape, annotated.root, this.supergraph.api),
    }
  }

  private plan(text: string): Step | null {
    const known = this.plans.get(text)
    if (known) return known.step
    const operation = operationFromDocument(this.supergraph.apiModel, parse(text, { noLocation: true }), {
      validate: false,
    })
    const step = preparePlan(this.planner.buildQueryPlan(operation), this.supergraph.whole)
    this.plans.set(text, { step })
    return step
  }
}
