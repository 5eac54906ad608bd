/** Collects what a subgraph hands out while it answers one request: the raw material of the audit. Holds ids and coordinates, no values. */
import type { ReadReport } from '../../access/subgraph-call.ts'

export class ReportCollector {
  private readonly persons = new Set<string>()
  private readonly refs = new Set<string>()
  private readonly maskedPlaces = new Set<string>()
  private readonly writtenKeys = new Set<string>()
  /** Set by the department when its data is older than its cycle. */
  staleSince: string | null = null

  /** A person of the registry, by hub id. */
  person(id: string): void {
    this.persons.add(id)
  }

  /** A record of a department that describes or names a person. */
  ref(department: string, localKey: string): void {
    this.refs.add(`${department}:${localKey}`)
  }

  /** A place whose value was masked or hidden by a MASK decision. */
  masked(coordinate: string): void {
    this.maskedPlaces.add(coordinate)
  }

  /** A record that was written. */
  written(localKey: string): void {
    this.writtenKeys.add(localKey)
  }

  report(): ReadReport {
    return {
      persons: [...this.persons],
      refs: [...this.refs],
      masked: [...this.maskedPlaces],
      written: [...this.writtenKeys],
      staleSince: this.staleSince,
    }
  }
}
