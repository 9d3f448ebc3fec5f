import type { LocalFunctions } from '../../functions.ts'
import { arnOf, functionNameIn } from '../../names.ts'
import { authorise, fromJson, type AwsRequest } from '../protocol.ts'
import type { Input } from './input.ts'
import type { Rules } from './rules.ts'

/** Adding, removing and listing what a rule invokes. */
export const manageTargets = (rules: Rules, functions: LocalFunctions) => ({
  async PutTargets({ Rule: Name, EventBusName, Targets = [] }: Input, request: AwsRequest) {
    authorise(request, { action: 'events:PutTargets', resource: arnOf('bus') })
    const rule = await rules.find({ EventBusName, Name })
    const FailedEntries = Targets.flatMap(({ Id, Arn, Input }) => {
      if (!functions.names.includes(functionNameIn(Arn)))
        return [{ TargetId: Id, ErrorCode: 'ResourceNotFoundException', ErrorMessage: `There is no function ${Arn}.` }]
      return Input !== undefined && fromJson(Input) === undefined
        ? [{ TargetId: Id, ErrorCode: 'ValidationException', ErrorMessage: 'Input is not JSON.' }]
        : []
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
