import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { LEVER } from '../../remedy';

/**
 * The emergency lever: a parameter that the function reads before every write to EMR. Any value but `run` stops it, and so does a parameter
 * that cannot be read.
 */
export class RemediatorLever extends Construct {
  public readonly parameter: ssm.StringParameter;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.parameter = new ssm.StringParameter(this, 'Parameter', {
      description: `EMR remediator: ${LEVER.run} lets it cancel and add steps, ${LEVER.stop} stops it at once`,
      stringValue: LEVER.run,
    });
  }

  /** Grants a role permission to read the lever. */
  public grantRead(role: iam.IRole): iam.Grant {
    return this.grant(role, 'ssm:GetParameter');
  }

  /** Grants a person's role permission to see the lever, to pull it and to put it back. */
  public grantPull(role: iam.IRole): iam.Grant {
    return this.grant(role, 'ssm:GetParameter', 'ssm:PutParameter');
  }

  private grant(grantee: iam.IRole, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.parameter.parameterArn] });
  }
}
