import { Alarm, ComparisonOperator, TreatMissingData, type Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

export interface AlarmOptions {
  /** A sentence; the section of the runbook is added to it. */
  what: string
  section: string
  metric: Metric
  /** Where it is told, and that it is over. */
  topic: ITopic
  threshold: number
  evaluationPeriods?: number
}

/** An alarm that is raised above a threshold, quiet without data, and says where the runbook tells what to do. */
export function alarm(
  scope: Construct,
  id: string,
  { what, section, metric, topic, threshold, evaluationPeriods = 1 }: AlarmOptions,
): void {
  const made = new Alarm(scope, `${id}Alarm`, {
    alarmDescription: `${what} Runbook: docs/runbook.md#${section}`,
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
  const tell = new SnsAction(topic)
  made.addAlarmAction(tell)
  made.addOkAction(tell)
}
