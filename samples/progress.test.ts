import { describe, expect, test } from '@jest/globals'
import { progressLine } from './progress.ts'

function shown(isTTY: boolean, of: number): string[] {
  const lines: string[] = []
  const step = progressLine('Estate', { isTTY, write: (text) => lines.push(text) })
  for (let done = 1; done <= of; done++) step(done, of)
  return lines
}

describe('progress', () => {
  test('one line every tenth where nobody watches', () => {
    const lines = shown(false, 1000)
    expect(lines).toHaveLength(11)
    expect(lines.every((line) => line.endsWith('\n') && !line.includes('\r'))).toBe(true)
    expect(lines.at(-1)).toContain('100 %')
  })

  test('one line rewritten on a terminal, ended once', () => {
    const lines = shown(true, 1000)
    expect(lines.every((line) => line.startsWith('\r'))).toBe(true)
    expect(lines.filter((line) => line.endsWith('\n'))).toHaveLength(1)
  })
})
