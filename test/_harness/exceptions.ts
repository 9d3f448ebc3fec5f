import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The committed exceptions from the shared guarantees: guarantee, function, reason. */
export const exceptions = readFileSync(join(import.meta.dirname, '../architecture/exceptions.txt'), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('|').map((cell) => cell.trim()) as [guarantee: string, name: string, reason: string])

export const isExempt = (guarantee: string, name: string): boolean =>
  exceptions.some(([one, other]) => one === guarantee && other === name)
