import {
  CreatePersistentAppUICommand,
  DescribePersistentAppUICommand,
  type EMRClient,
  GetOnClusterAppUIPresignedURLCommand,
  GetPersistentAppUIPresignedURLCommand,
} from '@aws-sdk/client-emr';

/** EMR's front doors to user interfaces. Addresses that it gives are credentials: they are neither logged nor kept. */
export interface EmrUi {
  /** undefined while EMR prepares it. */
  readonly onClusterUrl: (
    ui: 'ResourceManager' | 'ApplicationMaster',
    applicationId?: string,
  ) => Promise<string | undefined>;
  /** Makes the history server outside the cluster, which takes minutes; gives its id. */
  readonly createPersistentUi: () => Promise<string>;
  /** `ATTACHED` once it can be asked. */
  readonly persistentUiStatus: (id: string) => Promise<string>;
  readonly persistentUrl: (id: string) => Promise<string | undefined>;
}

/** Those of one cluster. */
export class SdkEmrUi implements EmrUi {
  public constructor(
    private readonly client: EMRClient,
    private readonly cluster: { readonly id: string; readonly arn: string },
  ) {}

  public async onClusterUrl(
    ui: 'ResourceManager' | 'ApplicationMaster',
    applicationId?: string,
  ): Promise<string | undefined> {
    const answer = await this.client.send(
      new GetOnClusterAppUIPresignedURLCommand({
        ClusterId: this.cluster.id,
        OnClusterAppUIType: ui,
        ApplicationId: applicationId,
      }),
    );
    return answer.PresignedURLReady === false ? undefined : answer.PresignedURL;
  }

  public async createPersistentUi(): Promise<string> {
    const answer = await this.client.send(
      new CreatePersistentAppUICommand({ TargetResourceArn: this.cluster.arn, ProfilerType: 'SHS' }),
    );
    if (!answer.PersistentAppUIId) throw new TypeError('CreatePersistentAppUI returned no id');
    return answer.PersistentAppUIId;
  }

  public async persistentUiStatus(id: string): Promise<string> {
    const answer = await this.client.send(new DescribePersistentAppUICommand({ PersistentAppUIId: id }));
    return answer.PersistentAppUI?.PersistentAppUIStatus ?? '';
  }

  public async persistentUrl(id: string): Promise<string | undefined> {
    const answer = await this.client.send(
      new GetPersistentAppUIPresignedURLCommand({ PersistentAppUIId: id, PersistentAppUIType: 'SHS' }),
    );
    return answer.PresignedURLReady === false ? undefined : answer.PresignedURL;
  }
}
