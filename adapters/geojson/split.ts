/**
 * Cuts a FeatureCollection at its features while the text streams by, so that a file of any size passes through. What stands around
 * them, `{"type":"FeatureCollection","features":[]}` and what else a program adds, is given back at the end to be judged.
 */
import { FileRefused } from '../snapshot/file-source.ts'

const longestFeature = 8 * 1024 * 1024
const longestRest = 64 * 1024

/** Texts of the features, in batches; returns the text around them. Throws FileRefused. */
export async function* splitFeatures(chunks: AsyncIterable<string>): AsyncGenerator<string[], string, undefined> {
  const splitter = new Splitter()
  for await (const chunk of chunks) {
    const features = splitter.take(chunk)
    if (features.length > 0) yield features
  }
  return splitter.end()
}

// Private:

/** Where in the document the splitter stands: around the features, between two of them, or inside one. */
type Place = 'around' | 'between' | 'inside'

class Splitter {
  private place: Place = 'around'
  private depth = 0
  private inString = false
  private escaped = false
  /** The last string right inside the root, which is a member's name when a list opens after it. */
  private name = ''
  private naming = false
  private comma: 'none' | 'wanted' | 'seen' = 'none'
  private lists = 0
  private rest = ''
  private feature = ''

  take(chunk: string): string[] {
    const features: string[] = []
    let from = 0
    const keep = (to: number) => {
      if (this.place === 'inside') this.feature = grown(this.feature, chunk.slice(from, to), longestFeature)
      else if (this.place === 'around') this.rest = grown(this.rest, chunk.slice(from, to), longestRest)
      from = to
    }
    for (let i = 0; i < chunk.length; i++) {
      const char = chunk[i] as string
      if (this.inString) this.string(char)
      else if (this.place === 'between') {
        if (char === '{') {
          this.next()
          keep(i)
          this.place = 'inside'
          this.depth++
        } else if (char === ']') {
          if (this.comma === 'seen') throw new FileRefused('FILE_UNREADABLE', 'A comma without a feature')
          keep(i)
          this.place = 'around'
          this.depth--
        } else if (char === ',') {
          if (this.comma !== 'wanted') throw new FileRefused('FILE_UNREADABLE', 'A comma without a feature')
          this.comma = 'seen'
        } else if (!isSpace(char)) throw new FileRefused('NOT_THE_DATA', 'Something that is no feature in the list')
      } else {
        this.structure(char)
        if (this.place === 'inside' && this.depth === 2) {
          keep(i + 1)
          features.push(this.feature)
          this.feature = ''
          this.comma = 'wanted'
          this.place = 'between'
        } else if (this.place === 'around' && char === '[' && this.depth === 2 && this.name === 'features') {
          keep(i + 1)
          this.lists++
          this.place = 'between'
        }
      }
    }
    keep(chunk.length)
    return features
  }

  end(): string {
    if (this.depth !== 0 || this.inString || this.place !== 'around') throw new FileRefused('FILE_TRUNCATED')
    if (this.lists !== 1) throw new FileRefused('NOT_THE_DATA', 'No FeatureCollection')
    return this.rest
  }

  // Private:

  private next(): void {
    if (this.comma === 'wanted') throw new FileRefused('FILE_UNREADABLE', 'No comma between two features')
  }

  private string(char: string): void {
    if (this.escaped) this.escaped = false
    else if (char === '\\') this.escaped = true
    else if (char === '"') this.inString = false
    if (this.naming && this.inString) this.name = grown(this.name, char, longestRest)
  }

  private structure(char: string): void {
    if (char === '"') {
      this.inString = true
      this.naming = this.place === 'around' && this.depth === 1
      if (this.naming) this.name = ''
    } else if (char === '{' || char === '[') this.depth++
    else if (char === '}' || char === ']') this.depth--
  }
}

function grown(text: string, more: string, longest: number): string {
  if (text.length + more.length > longest) throw new FileRefused('ELEMENT_TOO_LONG')
  return text + more
}

const isSpace = (char: string) => char === ' ' || char === '\n' || char === '\r' || char === '\t' || char === '\uFEFF'
