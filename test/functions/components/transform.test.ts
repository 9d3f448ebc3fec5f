import { describe, expect, test } from 'vitest'
import transform from '../../../functions/components/transform.ts'
import { run, runComponent } from '../../_harness/components.ts'

const of = (expression: string, payload: unknown = {}) => runComponent(transform, payload, { expression })
const refused = (reason: string | RegExp) =>
  expect.objectContaining({ name: 'StepError', retry: undefined, message: expect.stringMatching(reason) })

test('what an expression makes of a message is passed on, whatever JSON it is', async () => {
  expect(await of('{"total": $sum(lines.price)}', { lines: [{ price: 2 }, { price: 3 }] })).toEqual({
    messages: [{ total: 5 }],
  })
  for (const value of [null, false, 0, '', [], [1], [[1]], {}, 'né\u2028'])
    expect(await of('$', value)).toEqual({ messages: [value] })
})

test('an expression that comes to nothing passes nothing on', async () => {
  expect(await of('nowhere.to.be.found', { a: 1 })).toEqual({ messages: [] })
})

test('an expression knows the run, the step and the message', async () => {
  expect(await of('[$run.id, $run.flowName, $step.id, $messageId]')).toEqual({
    messages: [[run.id, 'orders', 'step-1', 'message-1']],
  })
})

describe('an expression that cannot be evaluated fails the step for good, and the next is evaluated', () => {
  const chain = (begin: string, next: (former: string) => string, last: (value: string) => string) =>
    `($v0 := ${begin}; ${Array.from({ length: 40 }, (_, at) => `$v${at + 1} := ${next(`$v${at}`)};`).join(' ')} ${last('$v40')})`

  test.each([
    ['no expression', '1 +', /Unexpected end/],
    ['a wrong type', '1 + "a"', /must evaluate to a number/],
    ['an error of its own', '$error("There is no order.")', /There is no order\.$/],
    ['an endless tail recursion', '($f := function($n){ $f($n + 1) }; $f(0))', /longer than 1 s/],
    ['a recursion without end', '($f := function($n){ 1 + $f($n + 1) }; $f(0))', /Stack overflow/],
    ['an endless regular expression', `$contains("${'a'.repeat(40)}b", /^(a+)+$/)`, /longer than 1 s/],
    ['a list of ten million', '[1..10000000]', /maximum sequence length/],
    [
      'a text that is doubled again and again',
      chain(
        '"xxxxxxxxxxxxxxxx"',
        (v) => `${v} & ${v}`,
        (v) => v,
      ),
      /string length|memory/,
    ],
    [
      'a value whose JSON is without end',
      chain(
        '[1]',
        (v) => `[[${v}], [${v}]]`,
        (v) => v,
      ),
      /longer than 1 s|memory/,
    ],
    [
      'a text of such a value',
      chain(
        '[1]',
        (v) => `[[${v}], [${v}]]`,
        (v) => `$string(${v})`,
      ),
      /longer than 1 s|memory/,
    ],
    ['a text of half a gigabyte', '$pad("", 500000000)', /memory|longer than 1 s/],
    ['more than ten megabytes', '$pad("", 20000000)', /more than 10485760 bytes/],
    ['brackets in brackets', `${'('.repeat(30_000)}1${')'.repeat(30_000)}`, /call stack/],
    ['an endless expression in a text', `$eval("($f := function($n){ $f($n + 1) }; $f(0))")`, /longer than 1 s/],
    ['a function', 'function($x){ $x }', /a function/],
    ['a function inside', '{"f": $sum}', /a function/],
  ])('%s', async (_kind, expression, reason) => {
    await expect(of(expression)).rejects.toEqual(refused(reason))
    expect(await of('a', { a: 1 })).toEqual({ messages: [1] })
  })
})

test('why an expression has no result tells nothing of what the message carries', async () => {
  const failure = await of('$number(card)', { card: 'card 4111-1111' }).catch((error: unknown) => error)
  expect(String(failure)).toContain('The expression has no result.')
  expect(String(failure)).not.toContain('4111')
})

test('an expression changes nothing for those that come after it, and finds nothing that every object has', async () => {
  await of('$ ~> |$|{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}|', { a: 1 })

  expect(await of('[polluted, {}.polluted, constructor.name, toString, __proto__.polluted]')).toEqual({
    messages: [[]],
  })
  expect(await of('$', JSON.parse('{"__proto__": {"a": 1}}'))).toEqual({
    messages: [JSON.parse('{"__proto__": {"a": 1}}')],
  })
})

test('what an expression calls its own is gone with it', async () => {
  expect(await of('($sum := function($list){ "mine" }; $sum([1]))')).toEqual({ messages: ['mine'] })
  expect(await of('$sum := function($list){ "mine" }').catch(() => 'refused')).toBe('refused')

  expect(await of('$sum([1, 2])')).toEqual({ messages: [3] })
})

test('many messages at a time each get what is made of them', async () => {
  const results = await Promise.all(Array.from({ length: 50 }, (_, n) => of('n * 2', { n })))

  expect(results).toEqual(Array.from({ length: 50 }, (_, n) => ({ messages: [n * 2] })))
})
