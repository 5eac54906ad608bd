/**
 * A secret that can be exchanged while requests run: the first is used, the others are still known. An operator puts the new one behind
 * the old one, then in front of it, then takes the old one away; whoever reads `secrets` anew for each use never refuses what was made
 * with the other one in between.
 */
export class SecretRing {
  private held: readonly Uint8Array[]
  private readonly followers: (() => void)[] = []

  constructor(secrets: readonly Uint8Array[]) {
    this.held = checked(secrets)
  }

  /** The present one first. Another list when, and only when, they were replaced. */
  get secrets(): readonly Uint8Array[] {
    return this.held
  }

  replace(secrets: readonly Uint8Array[]): void {
    this.held = checked(secrets)
    for (const follow of this.followers) follow()
  }

  /** A ring of what is made of each secret; it changes together with this one. */
  derive(of: (secret: Uint8Array) => Uint8Array): SecretRing {
    const ring = new SecretRing(this.held.map(of))
    this.followers.push(() => ring.replace(this.held.map(of)))
    return ring
  }
}

// Private:

function checked(secrets: readonly Uint8Array[]): readonly Uint8Array[] {
  if (secrets.length === 0) throw new TypeError('a ring holds at least one secret')
  return [...secrets]
}
