import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import type { ArmedSchedule } from '#core/flows/arm-schedule.ts'
import { clientConfig } from '#store/dynamo.ts'
import { declares } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Environment, Services } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    managesSchedules?: true
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    scheduleGroup: string
    scheduleRoleArn: string
    dueFunctionArn: string
  }
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    /** Creates or replaces the schedule that invokes the due function with `input`, to which the due time is added. */
    upsertSchedule: (name: string, schedule: ArmedSchedule, input: Record<string, unknown>) => Promise<void>
    /** Removes a schedule; nothing happens when there is none. */
    deleteSchedule: (name: string) => Promise<void>
  }
}

const schedulerOf = clientFor((env) => new SchedulerClient(clientConfig(env)))

/** Keeps schedules that invoke the due function. */
export default {
  name: 'schedules',
  isFor: declares('managesSchedules'),
  grants: ({ managesSchedules }) =>
    managesSchedules
      ? [
          {
            actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
            on: 'schedules',
          },
          { actions: ['iam:PassRole'], on: 'scheduleRole', passesTo: 'scheduler.amazonaws.com' },
        ]
      : [],
  variables: {
    scheduleGroup: 'SLUICE_SCHEDULE_GROUP',
    scheduleRoleArn: 'SLUICE_SCHEDULE_ROLE_ARN',
    dueFunctionArn: 'SLUICE_DUE_FUNCTION_ARN',
  },
  relay: ({ env }: Services): Pick<RelayContext, 'upsertSchedule' | 'deleteSchedule'> => ({
    async upsertSchedule(name, schedule, input) {
      const scheduler = schedulerOf(env)
      const command = describe(env, name, schedule, input)
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
        await schedulerOf(env).send(new DeleteScheduleCommand({ Name: name, GroupName: env.scheduleGroup }))
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error
      }
    },
  }),
} satisfies Capability

const describe = (
  env: Environment,
  name: string,
  { expression, startAt, endAt }: ArmedSchedule,
  input: Record<string, unknown>,
) => ({
  Name: name,
  GroupName: env.scheduleGroup,
  ScheduleExpression: expression,
  ScheduleExpressionTimezone: 'UTC',
  StartDate: startAt === undefined ? undefined : new Date(startAt),
  EndDate: endAt === undefined ? undefined : new Date(endAt),
  State: 'ENABLED' as const,
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: {
    Arn: env.dueFunctionArn,
    RoleArn: env.scheduleRoleArn,
    // Scheduler puts the due time in, so that a late or repeated call still says which time it is about.
    Input: JSON.stringify({ ...input, dueAt: '<aws.scheduler.scheduled-time>' }),
    RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
  },
})
