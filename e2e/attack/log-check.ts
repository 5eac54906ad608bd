/** What a hub wrote while it was attacked, searched for what the attacks carried: numbers in every form, telephones, tokens, keys. */
import { got, refused, type Outcome } from './attack.ts'
import { secretsOf, type Target } from './target.ts'

export function leaksInLog(log: string, target: Target): Outcome {
  // Full-width and spaced forms are the same number to whoever reads the log.
  const plain = log.normalize('NFKC')
  const joined = plain.replace(/(?<=\d)[\s\u00a0\u200b-]{1,2}(?=\d)/g, '')
  const { number } = target.demo.citizen
  const old = number.slice(0, 6) + number.slice(8, 17)
  const secrets = [...secretsOf(target), old, target.demo.citizen.name, number.slice(0, 17)]
  if (secrets.some((secret) => plain.includes(secret) || joined.includes(secret))) return got('a value of a person')
  if (/eyJ[\w-]{10,}\.[\w-]{10,}\.|"d":"[\w-]{30,}/.test(plain)) return got('a token or a key')
  return refused(`${log.split('\n').length - 1} LINES`)
}
