import { expect, test } from 'vitest'
import filter from '../../../functions/components/filter.ts'
import { runComponent } from '../../_harness/components.ts'

const of = async (condition: string, payload: unknown) => {
  const result = await runComponent(filter, payload, { condition })
  return (result as { messages: unknown[] }).messages
}
const order = { total: 120, lines: [{ sku: 'a' }], note: '' }

test.each(['total > 100', 'lines[sku = "a"]', 'true', '$run.flowName = "orders"', 'total /* a remark */'])(
  'a message for which %s holds is passed on as it is',
  async (condition) => {
    expect(await of(condition, order)).toEqual([order])
  },
)

test.each(['total > 200', 'lines[sku = "b"]', 'nowhere', 'note', 'null', '0', '[]'])(
  'a message for which %s does not hold is not passed on',
  async (condition) => {
    expect(await of(condition, order)).toEqual([])
  },
)

test('a condition that cannot be evaluated fails the step and lets nothing through', async () => {
  await expect(of('total > "a"', order)).rejects.toThrow(/no result.*same data type/)
})
