import { expect, test } from 'vitest'
import { fill, fillText } from '../../../lib/core/components/template.ts'

const message = {
  order: { id: 7, 'ship to': 'Bern', lines: ['a', { sku: 'b' }], empty: '', none: null, done: false },
  ...(JSON.parse('{"__proto__": "own"}') as object),
}
const values = { message, run: { id: 'r-1' } }

test.each([
  ['plain', 'plain'],
  ['order ${message.order.id}', 'order 7'],
  ['${ run.id }/${message.order.lines.1.sku}', 'r-1/b'],
  ['to ${message.order["ship to"]}', 'to Bern'],
  ['${message.order.lines}', '["a",{"sku":"b"}]'],
  ['<${message.order.empty}|${message.order.none}|${message.order.done}>', '<|null|false>'],
  ['costs $5 {a} $${message.order.id}', 'costs $5 {a} ${message.order.id}'],
])('%s is filled in', (text, filled) => {
  expect(fillText(text, values)).toBe(filled)
})

test('what a message brings is never taken for a template', () => {
  expect(fillText('${message}', { message: '${run.id} $& $1', run: { id: 'secret' } })).toBe('${run.id} $& $1')
  expect(fill({ a: '${message}' }, { message: '${run.id}', run: { id: 'secret' } })).toEqual({ a: '${run.id}' })
})

test('a text that is one template becomes the value; names of members stay, and so does what is no text', () => {
  expect(fill({ id: '${message.order.id}', '${run.id}': ['${message.order.lines}', 1, null, true] }, values)).toEqual({
    id: 7,
    '${run.id}': [['a', { sku: 'b' }], 1, null, true],
  })
})

test.each([
  'message.nowhere',
  'message.constructor',
  'message.order.constructor.name',
  'message.order.lines.length',
  'message.order.lines.map',
  'message.order.lines.-1',
  'message.order.__proto__',
  'message.order["__proto__"]',
  'constructor',
  'toString',
  'credential.password',
])('%s is found nowhere, which fails the step', (path) => {
  expect(() => fillText(`\${${path}}`, values)).toThrow(`There is no ${path}.`)
})

test('a member of any name is found where a value has it itself, and put where it changes nothing else', () => {
  expect(fillText('${message.__proto__}', values)).toBe('own')
  const filled = fill(JSON.parse('{"__proto__": {"polluted": "${run.id}"}}'), values)

  expect(Object.keys(filled as object)).toEqual(['__proto__'])
  expect(({} as { polluted?: string }).polluted).toBeUndefined()
})

test.each(['', ' ', 'message.', '.message', 'message..id', 'message.a b', 'message.id + 1', 'message[0]', 'f(1)'])(
  '“%s” is no template, which fails the step',
  (inner) => {
    expect(() => fillText(`\${${inner}}`, values)).toThrow('is no template')
  },
)

test('settings in settings without end are refused', () => {
  const deep = Array.from({ length: 200 }).reduce<unknown>((inner) => [inner], 'end')

  expect(() => fill(deep, values)).toThrow('more than 100 levels')
})
