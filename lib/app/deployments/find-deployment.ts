import { deploymentNotFound } from '#core/deployments/deployment.ts'
import { itemIdIn, publicIdOf, uuidPattern } from '#core/deployments/public-id.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Finds a deployment by its present id. Throws `deployment-not-found`, which names it as the caller did (`givenId`), also for an
 * id it had before an update.
 */
export const findDeployment = useCase({
  effects: { reads: ['deployment'] },
  async run({ read }, deploymentId: string, givenId: string = deploymentId) {
    const publicId = deploymentId.toLowerCase()
    const deployment = uuidPattern.test(publicId) ? await read.deployment(itemIdIn(publicId)) : undefined
    if (!deployment || publicIdOf(deployment) !== publicId) throw deploymentNotFound(givenId)
    return deployment
  },
})
