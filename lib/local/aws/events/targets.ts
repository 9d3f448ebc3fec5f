import type { LocalFunctions } from '../../functions.ts'
import { arnOf, functionNameIn } from '../../names.ts'
import { authorise, type AwsRequest } from '../protocol.ts'
import type { Input } from './input.ts'
import type { Rules } from './rules.ts'
import { objectionTo } from './target-input.ts'

/** Adding, removing and listing what a rule invokes. */
export const manageTargets = (rules: Rules, functions: LocalFunctions) => ({
  async PutTargets({ Rule: Name, EventBusName, Targets = [] }: Input, request: AwsRequest) {
    authorise(request, { action: 'events:PutTargets', resource: arnOf('bus') })
    const rule = await rules.find({ EventBusName, Name })
    const FailedEntries = Targets.flatMap((target) => {
      const { Id, Arn } = target
      const refused = (ErrorCode: string, ErrorMessage: string) => [{ TargetId: Id, ErrorCode, ErrorMessage }]
      if (Arn.startsWith('arn:') && !Arn.includes(':function:'))
        return refused('ValidationException', `Targets are functions on one machine: ${Arn} is none.`)
      if (!functions.names.includes(functionNameIn(Arn)))
        return refused('ResourceNotFoundException', `There is no function ${Arn}.`)
      const objection = objectionTo(target)
      return objection ? refused('ValidationException', objection) : []
    })
    const refused = new Set(FailedEntries.map(({ TargetId }) => TargetId))
    const taken = Targets.filter(({ Id }) => !refused.has(Id))
    await rules.save({
      ...rule,
      targets: [...rule.targets.filter(({ Id }) => !taken.some((one) => one.Id === Id)), ...taken],
    })
    return { FailedEntryCount: FailedEntries.length, FailedEntries }
  },
  async RemoveTargets({ Rule: Name, EventBusName, Ids = [] }: Input, request: AwsRequest) {
    authorise(request, { action: 'events:RemoveTargets', resource: arnOf('bus') })
    const rule = await rules.find({ EventBusName, Name })
    await rules.save({ ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id)) })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },
  async ListTargetsByRule({ Rule: Name, EventBusName }: Input, request: AwsRequest) {
    authorise(request, { action: 'events:ListTargetsByRule', resource: arnOf('bus') })
    return { Targets: (await rules.find({ EventBusName, Name })).targets }
  },
})
