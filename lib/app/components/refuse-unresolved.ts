import { unresolvedMessage } from '#core/components/unresolved.ts'
import { failFlow } from '#core/flows/fail-flow.ts'
import type { Flow } from '#core/flows/flow.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { findUnresolved } from './find-unresolved.ts'
import { settingsProblems } from './settings-problems.ts'

/**
 * Fails a flow that has just become active with components that nobody has registered, or with settings that do not fit a built-in
 * one, where its tenant is strict. Only while
 * it is active by that same start. One read where the tenant is not.
 */
export const refuseUnresolved = useCase({
  effects: { reads: ['settings', 'flow'], queriesChildren: ['definition'], updates: ['flow'] },
  uses: { findUnresolved },
  async run({ read, readDefinition, at, use, commit }, { key, id, activatedAt }: Flow) {
    const settings = await read.settings()
    if (settings?.strictComponents !== true) return
    const flow = await read.flow(key)
    if (flow?.id !== id || flow.status !== 'active' || flow.activatedAt !== activatedAt) return
    const definition = await readDefinition(flow, flow.startedVersion ?? flow.definitionVersion)
    const unresolved = await use.findUnresolved(definition)
    const [problem] = settingsProblems(definition)
    const cause =
      unresolved.length > 0
        ? unresolvedMessage(unresolved)
        : problem && `The settings of step ${problem.step} do not fit its component: ${problem.message}`
    if (cause !== undefined) await commit(failFlow(flow, cause, at).change, undefined)
  },
})
