/** Finds a person by identity number without a list of persons: the number says which index it was given to. */
import { indexOfNumber } from '../numbers.ts'
import { perNeighbourhood, type City } from './city.ts'
import type { Person } from './model.ts'
import { neighbourhood } from './neighbourhood.ts'

export function findPerson(city: City, number: string): Person | null {
  const index = indexOfNumber(number)
  if (index === null || index >= city.persons) return null
  const { persons } = neighbourhood(city, Math.floor(index / perNeighbourhood.persons))
  const found = persons[index % perNeighbourhood.persons]
  return found?.number === number ? found : null
}
