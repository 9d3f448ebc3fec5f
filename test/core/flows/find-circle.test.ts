import { expect, test } from 'vitest'
import { findCircle } from '../../../lib/core/flows/find-circle.ts'

const graph = (...links: string[]) => ({
  steps: [...new Set(links.join('').replaceAll('>', ''))].map((id) => ({ id, component: 'log', settings: {} })),
  links: links.map((link) => ({ from: link.slice(0, 1), to: link.slice(2) })),
})

test.each([
  [['a>b', 'b>c', 'a>c'], []],
  [
    ['a>b', 'b>a'],
    ['a', 'b'],
  ],
  [
    ['a>b', 'b>c', 'c>b', 'c>d'],
    ['b', 'c', 'd'],
  ],
  [['a>a'], ['a']],
  [[], []],
])('the links %j have the circle %j', (links, circle) => {
  expect(findCircle(graph(...links))).toEqual(circle)
})
