import { expect, test } from 'vitest'
import type { Step } from '#core/flows/definition.ts'
import { objectionTo } from '../../lib/node-red/check.ts'
import { compile, nodeId, type HostedGraph, type NodeConfig } from '../../lib/node-red/compile.ts'
import { graphOf, orders } from '../_harness/node-red.ts'

const step = (id: string, component: string, settings: Record<string, unknown> = {}): Step => ({
  id,
  component,
  settings,
})
const flow = (steps: Step[], links: HostedGraph['links'] = []): HostedGraph => ({ id: 'F', label: 'F', steps, links })
const node = (graph: HostedGraph, id: string) =>
  compile(graph).nodes.find((one) => one.id === nodeId(graph.id, id)) as NodeConfig
const idOf = (id: string) => nodeId('F', id)

test('a flow is a tab, a step a node on it, a dependency a wire from the port it names', () => {
  const { nodes, sources, routes, steps } = compile({ id: 'F', label: 'orders', ...orders })
  const [receive, check, , , refuse, reply] = ['receive', 'check', 'work', 'confirm', 'refuse', 'reply'].map(idOf)

  expect(nodes[0]).toEqual({ id: nodeId('F'), type: 'tab', label: 'orders', disabled: false, env: [] })
  expect(nodes.find(({ id }) => id === check)).toMatchObject({
    type: 'switch',
    name: 'check',
    z: nodeId('F'),
    x: 0,
    y: 0,
    property: 'payload.sku',
    wires: [[idOf('work')], [refuse]],
  })
  expect(nodes.find(({ id }) => id === refuse)?.wires).toEqual([[reply]])
  expect(sources).toEqual([receive])
  expect(routes).toEqual([{ method: 'post', url: '/orders' }])
  expect(steps[receive as string]).toBe('receive')
})

test('ids are 16 hex digits that no setting has by chance, and stay the same', () => {
  expect(nodeId('F', 'function')).toMatch(/^[0-9a-f]{16}$/)
  expect(nodeId('F', 'a')).not.toBe(nodeId('G', 'a'))
  expect(nodeId('F', 'a')).not.toBe(nodeId('Fa'))
  expect(compile(flow([step('a', 'inject')]))).toEqual(compile(flow([step('a', 'inject')])))
})

test('a link leads from the port that its settings name, and a step may have a colon in its id', () => {
  const steps = [step('a', 'switch'), step('a:1', 'change'), step('b', 'debug')]
  expect(node(flow(steps, [{ from: 'a', to: 'b', settings: { port: 2 } }]), 'a').wires).toEqual([[], [], [idOf('b')]])
  expect(node(flow(steps, [{ from: 'a:1', to: 'b' }]), 'a:1').wires).toEqual([[idOf('b')]])
})

test('two links to one step make one wire', () => {
  const twice = { from: 'a', to: 'b' }
  expect(node(flow([step('a', 'inject'), step('b', 'debug')], [twice, twice]), 'a').wires).toEqual([[idOf('b')]])
})

test('settings cannot take the place of what the compiler writes, and carry no credentials', () => {
  const settings = {
    id: 'x',
    z: 'x',
    d: true,
    type: 'exec',
    wires: 'x',
    x: 9,
    y: 9,
    g: 'x',
    name: 'x',
    credentials: {},
  }
  expect(node(flow([step('a', 'debug', settings)]), 'a')).toEqual({
    id: idOf('a'),
    z: nodeId('F'),
    type: 'debug',
    name: 'a',
    x: 0,
    y: 0,
    wires: [],
  })
})

test('a node that others refer to has no place and no wires, and belongs to the flow', () => {
  const graph = flow([step('hub', 'mqtt-broker', { broker: 'localhost' }), step('in', 'mqtt in', { broker: 'hub' })])
  expect(node(graph, 'hub')).toEqual({
    id: idOf('hub'),
    z: nodeId('F'),
    type: 'mqtt-broker',
    name: 'hub',
    broker: 'localhost',
  })
  expect(node(graph, 'in').broker).toBe(idOf('hub'))
  expect(compile(graph).sources).toEqual([idOf('in')])
})

test('settings that name steps name their nodes', () => {
  const graph = flow([step('a', 'link out', { links: ['b', 'elsewhere'] }), step('b', 'link in', { scope: null })])
  expect(node(graph, 'a').links).toEqual([idOf('b'), 'elsewhere'])
  expect(node(graph, 'b').scope).toBeNull()
})

test('messages enter by what no wire leads to, but not by what listens inside the flow', () => {
  const inner = ['catch', 'status', 'complete', 'link in', 'comment'].map((type) => step(type, type))
  const steps = [...inner, step('tick', 'inject'), step('end', 'debug')]
  expect(compile(flow(steps, [{ from: 'tick', to: 'end' }])).sources).toEqual([idOf('tick')])
})

test('variables of the flow are the environment of its tab, instances limits of its nodes', () => {
  const graph = { ...flow([{ ...step('a', 'exec'), instances: 2 }]), env: { HOST: 'h' } }
  expect(compile(graph).nodes[0]?.env).toEqual([{ name: 'HOST', value: 'h', type: 'str' }])
  expect(compile(graph).limits).toEqual({ [idOf('a')]: 2 })
})

const types = new Set(['http in', 'function', 'debug', 'http response', 'global-config'])
const httpIn = (id: string, method: string, url: string) => step(id, 'http in', { method, url })

test.each([
  ['an unknown type', flow([step('a', 'exec')]), 'exec is unknown'],
  ['a type that is no node', flow([step('a', 'global-config', { env: [] })]), 'global-config is unknown'],
  ['a type in other letters', flow([step('a', 'Function')]), 'Function is unknown'],
  ['a part of its own', flow([step('a', 'subflow:1')]), 'subflow:1 is unknown'],
  ['a setting every object has', flow([step('a', 'debug', { hasOwnProperty: 1 })]), 'may be called hasOwnProperty'],
  [
    'a prototype',
    flow([step('a', 'debug', JSON.parse('{"__proto__":{}}') as Record<string, unknown>)]),
    'may be called __proto__',
  ],
  ['very many steps', flow(Array.from({ length: 2001 }, (_, index) => step(`${index}`, 'debug'))), 'not 2001'],
  ['a step twice', flow([step('a', 'debug'), step('a', 'debug')]), 'same id'],
  ['a link from nowhere', flow([step('a', 'debug')], [{ from: 'b:1', to: 'a' }]), 'names the step b,'],
  ['a link to nowhere', flow([step('a', 'debug')], [{ from: 'a', to: 'c' }]), 'names the step c,'],
  ['no method', flow([step('a', 'http in', { url: '/x' })]), 'method must be'],
  ['no url', flow([step('a', 'http in', { method: 'get' })]), 'url is missing'],
  ['a route twice', flow([httpIn('a', 'get', '/x/:id'), httpIn('b', 'GET', 'x/:name/')]), 'GET /x/:name/ already'],
  ['a route of another flow', flow([httpIn('a', 'post', '/taken')]), 'POST /taken already'],
  ['credentials', flow([{ ...step('a', 'debug'), credentialId: 'c' }]), 'no credentials'],
  ['modules', flow([step('a', 'function', { libs: [{ var: 'os', module: 'os' }] })]), 'no modules'],
  ['a broken function', flow([step('a', 'function', { func: 'return {' })]), 'func does not parse'],
  ['a broken first part', flow([step('a', 'function', { initialize: '}' })]), 'initialize does not parse'],
])('a flow with %s is refused before Node-RED sees it', (_case, graph, objection) => {
  expect(objectionTo(graph, { types, takenRoutes: [{ method: 'post', url: '/taken' }] })).toContain(objection)
})

test('nothing is said against a flow that Node-RED can carry', () => {
  const good = graphOf([
    { id: 'in', type: 'http in', params: { method: 'GET', url: '/free' } },
    { id: 'f', type: 'function', dependencies: ['in'], params: { func: 'await env.get("x")\nreturn msg // end' } },
    { id: 'out', type: 'http response', dependencies: ['f:0'], params: {} },
  ])
  expect(objectionTo({ id: 'F', label: 'F', ...good }, { types, takenRoutes: [] })).toBeUndefined()
})
