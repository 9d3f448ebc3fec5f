import { expect, test } from 'vitest'
import { flowPath, handleIn } from '../../lib/console/app/parts/flow-path.ts'

test.each(['nightly', 'a#b', 'mail@night!', 'Line 1'])('the page of flow %s is found by its path', (handle) => {
  // The router decodes a path as a whole, which leaves reserved characters as they are.
  const parameter = decodeURI(flowPath(handle)).split('/')[2] ?? ''
  expect(handleIn(parameter)).toBe(handle)
})
