import type { Agent, EnrolmentToken } from './agents/agent.ts'
import type { AuditRecord, Removal } from './audit/audit-record.ts'
import type { ApplicationVersion, RepositoryApplication } from './applications/application.ts'
import type { Upload } from './applications/upload.ts'
import type { Cluster } from './clusters/cluster.ts'
import type { Component } from './components/component.ts'
import type { Credential } from './credentials/credential.ts'
import type { Deployment } from './deployments/deployment.ts'
import type { Addition } from './flows/addition.ts'
import type { DefaultPlacement } from './flows/default-placement.ts'
import type { DefinitionPart } from './flows/definition.ts'
import type { Flow, FlowAlias, FlowPointer } from './flows/flow.ts'
import type { FlowServers, Hosting, PlacedFlow } from './flows/hosting.ts'
import type { FlowSchedule } from './runs/flow-schedule.ts'
import type { LastRun } from './runs/last-run.ts'
import type { HostedRun } from './runs/hosted-run.ts'
import type { RunSweep } from './runs/run-sweep.ts'
import type { RunTenant } from './runs/run-tenant.ts'
import type { Message, Slice } from './runs/message.ts'
import type { Run } from './runs/run.ts'
import type { RunAlias } from './runs/run-alias.ts'
import type { Settings } from './settings/settings.ts'
import type { StepPlaces } from './runs/step-places.ts'
import type { AccessKey } from './users/access-key.ts'
import type { Rollout } from './rollouts/rollout.ts'
import type { TaskCallback } from './rollouts/task-callback.ts'
import type { Fleet, Lease } from './servers/lease.ts'
import type { TakenName } from './names.ts'
import type { Server, ServerApplication, ServerGroup } from './servers/server.ts'
import type { ServerFile } from './servers/server-file.ts'
import type { ServerMetrics } from './servers/metrics.ts'
import type { Template, TemplateTombstone } from './templates/template.ts'
import type { Tombstone, Tally } from './tenants.ts'
import type { Usage } from './usage/usage.ts'
import type { LoginAttempts } from './users/login-attempts.ts'
import type { Session } from './users/session.ts'
import type { Departure } from './users/departure.ts'
import type { LoginRecord } from './users/login-record.ts'
import type { User, UserPointer } from './users/user.ts'
import type { UserGroup } from './users/user-group.ts'

/**
 * Everything the store keeps, by the name operations declare it under in `effects`. It imports the file of each entity, so
 * no such file may import it, nor change.ts, which is about all of them: the decisions beside an entity do.
 */
export interface Items {
  flow: Flow
  'flow-alias': FlowAlias
  'flow-pointer': FlowPointer
  definition: DefinitionPart
  addition: Addition
  run: Run
  'run-alias': RunAlias
  slice: Slice
  message: Message
  'flow-schedule': FlowSchedule
  'last-run': LastRun
  'step-places': StepPlaces
  usage: Usage
  tombstone: Tombstone
  tally: Tally
  template: Template
  'template-tombstone': TemplateTombstone
  user: User
  'user-pointer': UserPointer
  'login-record': LoginRecord
  departure: Departure
  'user-group': UserGroup
  'access-key': AccessKey
  session: Session
  'login-attempts': LoginAttempts
  name: TakenName
  'enrolment-token': EnrolmentToken
  agent: Agent
  server: Server
  application: ServerApplication
  file: ServerFile
  'task-callback': TaskCallback
  'server-group': ServerGroup
  cluster: Cluster
  rollout: Rollout
  'repository-application': RepositoryApplication
  'application-version': ApplicationVersion
  upload: Upload
  deployment: Deployment
  component: Component
  credential: Credential
  settings: Settings
  'default-placement': DefaultPlacement
  'flow-servers': FlowServers
  'placed-flow': PlacedFlow
  hosting: Hosting
  'hosted-run': HostedRun
  'run-tenant': RunTenant
  'run-sweep': RunSweep
  lease: Lease
  metrics: ServerMetrics
  fleet: Fleet
  'audit-record': AuditRecord
  removal: Removal
}

export type EntityName = keyof Items
