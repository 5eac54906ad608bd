/**
 * From a declared department to its federated subgraph: TypeGraphQL's decorators called as functions on classes made here.
 * Beside graph-types.ts the only file of the kit that casts: TypeGraphQL wants classes written by hand.
 */
import 'reflect-metadata'
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql'
import { classifiedDirective, type Classification } from '../../schema/classification.ts'
import { parseLocalKey } from '../../schema/local-key.ts'
import { LocalRefScalar } from '../../schema/scalars.ts'
import { PageInfo, type PageArguments } from './connection.ts'
import { dataIssues, declareIssueTypes, issuesClassification } from './data-issues.ts'
import type { DepartmentSpec, ExtensionSpec, LinkSpec, RecordSpec } from './declaration.ts'
import type { DepartmentRequest } from './department-request.ts'
import { federate, type FederatedSubgraph, type ReferenceBatch } from './federate.ts'
import { classificationOf } from './fields.ts'
import { connectionTypes, filterType, named, objectType, typeOf, type Class } from './graph-types.ts'
import { entityKinds, type EntityKind } from './identity.ts'
import { followMany, followOne, pageOfRecords, pathFrom, plainsOf, rolePlains, type OpenEntity } from './links.ts'
import { RecordModel, type Shown } from './record-model.ts'
import { listRoot, readRoot, type FilterValues } from './root-list.ts'

type Proto = Record<string, unknown>

export interface BuiltDepartment {
  readonly spec: DepartmentSpec
  readonly models: ReadonlyMap<string, RecordModel>
  readonly subgraph: FederatedSubgraph
}

/** `publicSecurityRef`: the field in which the registry hands a department its local keys. */
export function refField(department: string): string {
  return `${camel(department)}Ref`
}

export async function buildDepartment(spec: DepartmentSpec): Promise<BuiltDepartment> {
  const models = new Map(spec.records.map((record) => [record.name, new RecordModel(spec.name, record)]))
  const parts = new Builder(spec, models)
  const subgraph = await federate<DepartmentRequest>({
    name: spec.name,
    resolvers: [...parts.resolvers, ...(spec.resolvers ?? [])],
    orphanedTypes: [...parts.types, PageInfo],
    references: parts.references,
    selfMasking: [...models.keys(), ...parts.lifted],
  })
  for (const model of models.values()) {
    for (const [name] of model.values) {
      const place = subgraph.places.get(`${model.spec.name}.${name}`)
      if (place) model.places.set(name, place)
    }
  }
  return { spec, models, subgraph }
}

// Private:

class Builder {
  readonly resolvers: Class[] = []
  readonly types: Class[] = []
  readonly references: Record<string, ReferenceBatch<DepartmentRequest>> = {}
  private readonly entities = new Map<EntityKind, Class>()
  private readonly connections = new Map<string, Class>()
  private readonly root: Class

  constructor(
    private readonly spec: DepartmentSpec,
    private readonly models: ReadonlyMap<string, RecordModel>,
  ) {
    this.root = named(`${pascal(spec.name)}Query`)
    Resolver()(this.root)
    this.resolvers.push(this.root)
    for (const kind of entityKinds) if (spec.extend[kind] || this.isNamed(kind)) this.entity(kind)
    for (const model of models.values()) this.record(model)
    for (const model of models.values()) if (model.spec.root) this.rootList(model, model.spec.root)
    for (const [kind, fields] of Object.entries(spec.extend)) this.extend(kind as EntityKind, fields ?? {})
    this.issues()
  }

  private isNamed(kind: EntityKind): boolean {
    return [...this.models.values()].some((model) => model.entities.some(([, field]) => field.entity === kind))
  }

  private record(model: RecordModel): void {
    const { spec } = model
    const type = objectType(spec)
    ObjectType(spec.name, { description: spec.description })(type)
    Directive(classifiedDirective(spec.classified))(type)
    Field(() => ID, { description: 'Id of this record in the graph.' })(type.prototype, 'id')
    for (const [name, field] of model.values) {
      Field(typeOf(field) as never, { nullable: true, description: field.description })(type.prototype, name)
      Directive(classifiedDirective(classificationOf(spec.classified, field.options)))(type.prototype, name)
    }
    this.types.push(type)
    const resolver = this.resolverOf(type, `${spec.name}Resolver`)
    for (const [role, field] of model.entities) {
      const kind = this.entity(field.entity)
      const classified = classificationOf(spec.classified, field.options)
      resolver(
        role,
        () => kind,
        field.description,
        classified,
        [],
        (shown, request) => request.entityOf(model, role, (shown as Shown).$plain),
      )
    }
    for (const [name, link] of model.links) {
      const to = this.modelOf(link.to())
      if (link.kind === 'one') {
        resolver(
          name,
          () => objectType(to.spec),
          link.description,
          ofLink(model, link, to),
          [],
          (shown, request) => followOne(request, to, (shown as Shown).$plain, link.by),
        )
      } else {
        const connection = this.connection(to)
        resolver(
          name,
          () => connection,
          link.description,
          ofLink(model, link, to),
          pageArguments,
          async (shown, request, args) =>
            pageOfRecords(request, to, await followMany(request, to, (shown as Shown).$plain, link.by), 'link', args),
        )
      }
    }
  }

  private entity(kind: EntityKind): Class {
    const known = this.entities.get(kind)
    if (known) return known
    const type = named(kind)
    this.entities.set(kind, type)
    ObjectType(kind)(type)
    Field(() => LocalRefScalar, { nullable: true })(type.prototype, 'ref')
    if (this.spec.extend[kind]) {
      Directive('@key(fields: "id")')(type)
      Field(() => ID)(type.prototype, 'id')
      Directive('@external')(type.prototype, 'id')
      Field(() => LocalRefScalar, { nullable: true })(type.prototype, refField(this.spec.name))
      Directive('@external')(type.prototype, refField(this.spec.name))
      const ref = refField(this.spec.name)
      this.references[kind] = async (representations, request) =>
        representations.map((representation) => {
          try {
            return { id: representation['id'], keys: request.openRef(representation[ref]).map(parseLocalKey) }
          } catch (error) {
            return error instanceof Error ? error : new Error('unreadable ref')
          }
        })
    }
    Directive('@key(fields: "ref", resolvable: false)')(type)
    this.types.push(type)
    return type
  }

  private extend(kind: EntityKind, fields: Readonly<Record<string, ExtensionSpec>>): void {
    const resolver = this.resolverOf(this.entity(kind), `${this.spec.name}${kind}Resolver`, refField(this.spec.name))
    for (const [name, extension] of Object.entries(fields)) {
      const from = this.modelOf(extension.record)
      const description = `${extension.description} (${this.spec.title})`
      if (extension.kind === 'lifted') {
        const field = extension.record.fields[extension.field]
        if (field?.kind !== 'value')
          throw new Error(`${kind}.${name}: ${extension.record.name}.${extension.field} is no value`)
        const classified = classificationOf(from.spec.classified, field.options)
        resolver(name, typeOf(field), description, classified, [], async (entity, request) => {
          const [first] = await rolePlains(request, from, entity as OpenEntity, extension.role)
          const shown = first && request.show(from, first, pathFrom(kind))
          return shown ? (shown as unknown as Record<string, unknown>)[extension.field] : null
        })
        // The getter of the record masks by its own place; the lifted field's guard only refuses.
        this.lifted.add(`${kind}.${name}`)
        continue
      }
      const link = extension.kind === 'followed' ? from.links.find(([l]) => l === extension.link)?.[1] : undefined
      if (extension.kind === 'followed' && !link)
        throw new Error(`${kind}.${name}: ${extension.record.name} has no link ${extension.link}`)
      const to = link ? this.modelOf(link.to()) : from
      const path = pathFrom(kind)
      const way = { from, role: extension.role, link: link ? { spec: link, to } : null, path }
      const find = (entity: object, request: DepartmentRequest) => plainsOf(request, way, entity as OpenEntity)
      if (extension.many) {
        const connection = this.connection(to)
        resolver(
          name,
          () => connection,
          description,
          link ? ofLink(from, link, to) : to.spec.classified,
          pageArguments,
          async (entity, request, args) => pageOfRecords(request, to, await find(entity, request), path, args),
        )
      } else {
        resolver(
          name,
          () => objectType(to.spec),
          description,
          link ? ofLink(from, link, to) : to.spec.classified,
          [],
          async (entity, request) => {
            const [first] = await find(entity, request)
            return first ? request.show(to, first, path) : null
          },
        )
      }
    }
  }

  /** Coordinates whose values come masked from the record they were lifted from. */
  readonly lifted = new Set<string>()

  private rootList(model: RecordModel, root: string): void {
    const filter = filterType(model)
    const connection = this.connection(model)
    const { spec } = model
    const proto = this.root.prototype as Proto
    proto[root] = (
      first: number | null,
      after: string | null,
      request: DepartmentRequest,
      given?: FilterValues | null,
    ) => request.guarded(() => listRoot(request, model, { first, after }, given ?? {}))
    Query(() => connection as never, { nullable: true, description: `${spec.description} A page of them.` })(
      proto,
      root,
      describe(proto, root),
    )
    pageArguments.forEach((argument, at) => argument(proto, root, at))
    Ctx()(proto, root, 2)
    if (filter)
      Arg('filter', () => filter, { nullable: true, description: 'Conditions; all must hold.' })(proto, root, 3)
    Directive(classifiedDirective(spec.classified))(proto, root)
    const single = lowerFirst(spec.name)
    proto[single] = (id: string, request: DepartmentRequest) => request.guarded(() => readRoot(request, model, id))
    Query(() => objectType(spec) as never, { nullable: true, description: `${spec.description} One by its id.` })(
      proto,
      single,
      describe(proto, single),
    )
    Arg('id', () => ID)(proto, single, 0)
    Ctx()(proto, single, 1)
    Directive(classifiedDirective(spec.classified))(proto, single)
  }

  private issues(): void {
    const name = `${camel(this.spec.name)}DataIssues`
    const proto = this.root.prototype as Proto
    const records = [...this.models.keys()]
    const issue = named(`${pascal(this.spec.name)}DataIssue`)
    const page = named(`${pascal(this.spec.name)}DataIssuePage`)
    declareIssueTypes(issue, page, this.spec.titleEn)
    this.types.push(issue, page)
    proto[name] = (record: string, first: number | null, after: string | null, request: DepartmentRequest) =>
      request.guarded(() => dataIssues(request, this.spec.name, this.models, { record, first, after }))
    Query(() => page as never, {
      nullable: true,
      description: `What is wrong with the data of ${this.spec.titleEn}, for its own people (${this.spec.title}数据质量问题).`,
    })(proto, name, describe(proto, name))
    Arg('record', () => String, { description: `One of ${records.join(', ')}.` })(proto, name, 0)
    pageArguments.forEach((argument, at) => argument(proto, name, at + 1))
    Ctx()(proto, name, 3)
    Directive(classifiedDirective(issuesClassification))(proto, name)
  }

  private connection(model: RecordModel): Class {
    const known = this.connections.get(model.spec.name)
    if (known) return known
    const { connection, edge } = connectionTypes(model.spec)
    this.connections.set(model.spec.name, connection)
    this.types.push(edge, connection)
    return connection
  }

  /** Returns a function that adds one field with a resolver to `type`. */
  private resolverOf(type: Class, name: string, requires?: string) {
    const resolver = named(name)
    Resolver(() => type)(resolver)
    this.resolvers.push(resolver)
    const proto = resolver.prototype as Proto
    return (
      field: string,
      of: () => unknown,
      description: string,
      classified: Classification,
      args: readonly ParameterDecorator[],
      resolve: (source: object, request: DepartmentRequest, args: PageArguments) => unknown,
    ) => {
      proto[field] =
        args.length > 0
          ? (source: object, request: DepartmentRequest, first: number | null, after: string | null) =>
              request.guarded(async () => resolve(source, request, { first, after }))
          : (source: object, request: DepartmentRequest) => request.guarded(async () => resolve(source, request, {}))
      FieldResolver(of as never, { nullable: true, description })(proto, field, describe(proto, field))
      Root()(proto, field, 0)
      Ctx()(proto, field, 1)
      args.forEach((argument, at) => argument(proto, field, at + 2))
      if (requires) Directive(`@requires(fields: "${requires}")`)(proto, field)
      Directive(classifiedDirective(classified))(proto, field)
    }
  }

  private modelOf(record: RecordSpec): RecordModel {
    const model = this.models.get(record.name)
    if (!model) throw new Error(`${this.spec.name} does not list its record ${record.name}`)
    return model
  }
}

const pageArguments: readonly ParameterDecorator[] = [
  Arg('first', () => Int, {
    nullable: true,
    description: 'How many, at most 100; 20 without it.',
  }) as ParameterDecorator,
  Arg('after', () => String, {
    nullable: true,
    description: 'Cursor to go on from; "" is the first page.',
  }) as ParameterDecorator,
]

/** A link tells what its field tells: it is at least as classified as the field that it follows. */
function ofLink(from: RecordModel, link: LinkSpec, to: RecordModel): Classification {
  const by = link.kind === 'one' ? from.spec.fields[link.by] : undefined
  const own = by?.kind === 'value' ? classificationOf(from.spec.classified, by.options) : to.spec.classified
  return own.level > to.spec.classified.level ? own : to.spec.classified
}

function describe(proto: Proto, name: string): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(proto, name) ?? {}
}

const camel = (kebab: string) => kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const pascal = (kebab: string) => camel(`-${kebab}`)
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)
