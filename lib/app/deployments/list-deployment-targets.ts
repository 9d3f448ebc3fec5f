import { all } from '#runtime/invocation/all.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Lists all deployments with what they target, deployed or not: one request for each megabyte of the index. */
export const listDeploymentTargets = useCase({
  effects: { lists: ['deployment'] },
  run: ({ list }) => all(list.deployment),
})
