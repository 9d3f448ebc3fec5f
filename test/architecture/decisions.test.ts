import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { root } from '../../lib/inventory/registry.ts'
import { filesIn } from '../_harness/imports.ts'

const files = filesIn('lib/core')

const config = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file))
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
const program = ts.createProgram(
  files.map((file) => join(root, file)),
  { ...options, noEmit: true },
)
const checker = program.getTypeChecker()

const alternatives = (type: ts.Type): ts.Type[] => (type.isUnion() ? type.types : [type])

/** Whether a type is a list of writes: of things that have a kind and an entity. */
const isChange = (type: ts.Type): boolean =>
  checker.isArrayLikeType(type) &&
  checker
    .getTypeArguments(type as ts.TypeReference)
    .flatMap(alternatives)
    .some(
      (element) => isChange(element) || (element.getProperty('kind') && element.getProperty('entity')) !== undefined,
    )

/** What is wrong with what a function returns, if it returns writes. */
function faultOf(type: ts.Type, node: ts.Node): string | undefined {
  if (isChange(type)) return 'returns a bare change'
  if (checker.isArrayLikeType(type)) {
    return checker
      .getTypeArguments(type as ts.TypeReference)
      .map((one) => faultOf(one, node))
      .find(Boolean)
  }
  const members = type.getProperties()
  const isDecision = members.some((one) => isChange(checker.getTypeOfSymbolAtLocation(one, node)))
  const others = members.map(({ name }) => name).filter((name) => name !== 'after' && name !== 'change')
  return isDecision && others.length > 0 ? `returns ${others.join(', ')} beside a change` : undefined
}

function faultsIn(file: string): string[] {
  const source = program.getSourceFile(join(root, file))
  const module = source && checker.getSymbolAtLocation(source)
  if (!source || !module) return []
  return checker.getExportsOfModule(module).flatMap((one) =>
    checker
      .getTypeOfSymbolAtLocation(one, source)
      .getCallSignatures()
      .flatMap((signature) => alternatives(signature.getReturnType()))
      .flatMap((type) => faultOf(type, source) ?? [])
      .map((fault) => `${file}: ${one.name} ${fault}`),
  )
}

test('a decision returns its change as `change`, and what is true then as `after`', () => {
  expect(files.flatMap(faultsIn)).toEqual([])
})
