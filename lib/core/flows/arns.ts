/** Where an AWS API is that speaks of flows: both appear in its ARNs. */
export interface AwsPlace {
  region: string
  accountId: string
}

/** A flow's ARN as Amazon AppFlow writes it. */
export const flowArn = ({ region, accountId }: AwsPlace, name: string): string =>
  `arn:aws:appflow:${region}:${accountId}:flow/${name}`

/** Who made or changed something, as AppFlow's API names them: 256 characters at most. */
export const userArn = ({ accountId }: Pick<AwsPlace, 'accountId'>, name: string): string =>
  `arn:aws:iam::${accountId}:user/${name}`.slice(0, 256)
