import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
} from '@aws-sdk/client-scheduler'
import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ArmedSchedule } from '#core/flows/arm-schedule.ts'
import { clientConfig } from '#store/dynamo.ts'
import { propagateToLease, detachLease } from '#store/leases.ts'
import { commit } from '#store/commit.ts'
import { removeVersions, retireVersion } from '#store/flows.ts'
import { queryChildren, read } from '#store/read.ts'
import type { Services } from './context.ts'
import { openObjects } from '../objects/objects.ts'
import type { RelayContext } from '../declarations/relay.ts'

/** The AWS side of the relay: the bus, the schedules and the dead-letter queue. Bundled into the relay alone. */
export function relayContext({
  env,
  table,
}: Services): Omit<RelayContext, 'now'> & { bury: (message: string) => Promise<void> } {
  const config = clientConfig(env)
  const bus = new EventBridgeClient(config)
  const scheduler = new SchedulerClient(config)
  const queue = new SQSClient(config)
  const workflows = new SFNClient(config)
  const named = (name: string) => ({ Name: name, GroupName: env.scheduleGroup })

  return {
    read: (entity, tenant, ...keys) => read(table, entity, tenant, ...keys),
    propagateToLease: (agentId, set) => propagateToLease(table, agentId, set),
    removeArtifact: (tenant, versionId) =>
      openObjects<never, never, 'artifacts'>({ env, tenant }).remove('artifacts', versionId),
    removeContent: (tenant, contentId) =>
      openObjects<never, never, 'files'>({ env, tenant }).remove('files', contentId),
    retireVersion: (flow, version, expiresAt) => retireVersion(table, flow, version, expiresAt),
    removeVersions: (flow) => removeVersions(table, flow),
    async forgetFiles(tenant, serverId) {
      const deletes = (await queryChildren(table, 'file', tenant, serverId)).map(
        (before) => ({ kind: 'delete', entity: 'file', before }) as const,
      )
      for (let from = 0; from < deletes.length; from += 100) await commit(table, deletes.slice(from, from + 100))
    },
    detachLease: (agentId, serverId) => detachLease(table, agentId, serverId),

    async publish({ type, at, detail }) {
      const Entries = [
        {
          Source: 'sluice',
          DetailType: type,
          Time: new Date(at),
          EventBusName: env.busName,
          Detail: JSON.stringify(detail),
        },
      ]
      const { Entries: [result] = [] } = await bus.send(new PutEventsCommand({ Entries }))
      // PutEvents answers 200 for an event it did not take.
      if (result?.ErrorCode) throw Object.assign(new Error(result.ErrorMessage), { name: result.ErrorCode })
    },

    async upsertSchedule(name, schedule, input) {
      const command = { ...named(name), ...describe(schedule, input) }
      try {
        await scheduler.send(new UpdateScheduleCommand(command))
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error
        await scheduler.send(new CreateScheduleCommand(command)).catch(async (raced: unknown) => {
          if (!(raced instanceof ConflictException)) throw raced
          await scheduler.send(new UpdateScheduleCommand(command))
        })
      }
    },

    async deleteSchedule(name) {
      try {
        await scheduler.send(new DeleteScheduleCommand(named(name)))
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error
      }
    },

    async execute(workflow, name, input) {
      const stateMachineArn = env.stateMachineArn(workflow)
      try {
        await workflows.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error
      }
    },

    async answer(taskToken) {
      try {
        await workflows.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
      } catch (error) {
        if (!(error instanceof TaskTimedOut) && !(error instanceof TaskDoesNotExist)) throw error
      }
    },

    async bury(message) {
      await queue.send(new SendMessageCommand({ QueueUrl: env.deadLetterQueueUrl, MessageBody: message }))
    },
  }

  function describe(
    { expression, startAt, endAt }: ArmedSchedule,
    input: Record<string, unknown>,
  ): Omit<CreateScheduleCommandInput, 'Name' | 'GroupName'> {
    return {
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: 'UTC',
      StartDate: startAt === undefined ? undefined : new Date(startAt),
      EndDate: endAt === undefined ? undefined : new Date(endAt),
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: env.dueFunctionArn,
        RoleArn: env.scheduleRoleArn,
        // Scheduler puts the due time in, so that a late or repeated call still says which time it is about.
        Input: JSON.stringify({ ...input, dueAt: '<aws.scheduler.scheduled-time>' }),
        RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
      },
    }
  }
}
