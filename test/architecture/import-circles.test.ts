import { expect, test } from 'vitest'
import { circlesIn, filesIn, importsOf } from '../_harness/imports.ts'

const files = ['bin', 'lib', 'functions', 'scripts', 'test'].flatMap(filesIn)
const graphOf = (edges: 'first' | 'loadedFirst') =>
  new Map(files.map((file): [string, string[]] => [file, importsOf(file)[edges]]))

test('no file loads itself over others', () => {
  expect(circlesIn(graphOf('loadedFirst'))).toEqual([])
})

test('no file imports itself over others, types included', () => {
  expect(circlesIn(graphOf('first'))).toEqual([])
})

test('a circle of imports is found', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', []],
    ['d', ['a']],
  ])
  expect(circlesIn(graph)).toEqual([['a', 'b', 'd']])
})
