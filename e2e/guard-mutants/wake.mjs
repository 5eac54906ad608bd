/** In every test file: says which mutant is awake, and remembers which were asked. */
const awake = process.env['MUTANT'] ?? ''
const reached = new Set()
globalThis.__pentagraphReached = reached
globalThis.__pentagraphMutant = (id) => {
  reached.add(id)
  return id === awake
}
