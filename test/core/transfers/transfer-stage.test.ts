import { expect, test } from 'vitest'
import {
  lotNames,
  payloadOf,
  stageOf,
  stagesAfterListing,
  type TransferStage,
} from '../../../lib/core/transfers/transfer-stage.ts'

const [a, b] = ['a'.repeat(24), 'b'.repeat(24)]
const noted = [
  { by: a, lots: 2 },
  { by: b, lots: 1 },
]
const beginning: TransferStage = { stage: 'list', noted: [], position: 0, bytes: 0 }

test('lots that are noted are read in the order in which they were', () => {
  expect(lotNames(noted)).toEqual([`${a}-0`, `${a}-1`, `${b}-0`])
})

test('once all is listed there is a step for each lot, or one chain, or none', () => {
  expect(stagesAfterListing(noted, false)).toEqual([
    { stage: 'lot', lot: `${a}-0` },
    { stage: 'lot', lot: `${a}-1` },
    { stage: 'lot', lot: `${b}-0` },
  ])
  expect(stagesAfterListing(noted, true)).toEqual([{ stage: 'chain', noted, lot: 0, object: 0, numbers: {} }])
  expect([stagesAfterListing([], true), stagesAfterListing([], false)]).toEqual([[], []])
})

test.each<TransferStage>([
  { stage: 'list', noted, position: 3, bytes: 10, after: 'in/c' },
  { stage: 'lot', lot: `${a}-12` },
  { stage: 'chain', noted, lot: 1, object: 2, numbers: { 'out/F/': 3 } },
])('the message of the stage $stage asks for it', (stage) => {
  expect(stageOf(JSON.parse(JSON.stringify(payloadOf(stage))))).toEqual(stage)
})

test.each([
  undefined,
  null,
  'text',
  {},
  { transfer: null },
  { transfer: { stage: 'other' } },
  { transfer: { stage: 'lot', lot: `../${a}-1` } },
  { transfer: { stage: 'chain', noted: [{ by: '..', lots: 1 }] } },
])('a message that no step left begins a transfer: %j', (payload) => {
  expect(stageOf(payload)).toEqual(beginning)
})
