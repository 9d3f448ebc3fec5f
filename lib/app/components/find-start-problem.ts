import { unresolvedMessage } from '#core/components/unresolved.ts'
import type { Flow } from '#core/flows/flow.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { findUnresolved } from './find-unresolved.ts'
import { settingsProblems } from './settings-problems.ts'

/**
 * Why a flow may not start in its tenant, in a sentence: components that nobody has registered, or settings that do not fit a
 * built-in one, where the tenant is strict. Undefined where it may. One read where the tenant is not strict.
 */
export const findStartProblem = useCase({
  effects: { reads: ['settings'], queriesChildren: ['definition'] },
  uses: { findUnresolved },
  async run({ read, readDefinition, use }, flow: Flow): Promise<string | undefined> {
    const settings = await read.settings()
    if (settings?.strictComponents !== true) return undefined
    const definition = await readDefinition(flow, flow.startedVersion ?? flow.definitionVersion)
    const unresolved = await use.findUnresolved(definition)
    if (unresolved.length > 0) return unresolvedMessage(unresolved)
    const [problem] = settingsProblems(definition)
    return problem && `The settings of step ${problem.step} do not fit its component: ${problem.message}`
  },
})
