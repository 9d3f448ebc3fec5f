import { expect, test } from 'vitest'
import { inputOf } from '../../lib/local/aws/events/target-input.ts'

const event = { id: 'e-1', detail: { name: 'a "b"', count: 3, list: [1], 'execution-id': 'x' } }
const made = (InputTemplate: string) =>
  inputOf(
    {
      Id: '1',
      Arn: 'f',
      InputTransformer: {
        InputPathsMap: {
          name: '$.detail.name',
          count: '$.detail.count',
          list: '$.detail.list',
          execution: '$.detail.execution-id',
        },
        InputTemplate,
      },
    },
    event,
  )

test.each([
  ['{"name": <name>, "count": <count>, "list": <list>}', { name: 'a "b"', count: 3, list: [1] }],
  ['{"text": "run <execution> of <name>: <count>"}', { text: 'run x of a "b": 3' }],
  ['{"token": <execution>, "missing": <missing>, "less": "<missing>"}', { token: 'x', missing: '', less: '' }],
  ['"just <name>"', 'just a "b"'],
])('a target’s input %j is made of parts of the event', (template, input) => {
  expect(made(template)).toEqual(input)
})
