import { ServiceError } from '../errors';
import type { Simulated } from '../simulated';
import type { WebInterfaces } from '../spark-ui/web-interfaces';

/** The web interfaces of several clusters: each address and session belongs to one of them. */
export function webInterfacesOf(clusters: () => readonly Simulated[]): WebInterfaces {
  const persistent = new Map<string, WebInterfaces>();
  const sessions = new Map<string, WebInterfaces>();
  const requirePersistent = (id: string): WebInterfaces => {
    const found = persistent.get(id);
    if (found === undefined)
      throw new ServiceError('InvalidRequestException', `Persistent App UI id '${id}' is not valid.`);
    return found;
  };
  /** The one that is meant, or any: each refuses what is not its own. */
  const meant = (isMeant: (one: Simulated) => boolean): WebInterfaces =>
    (clusters().find(isMeant) ?? (clusters()[0] as Simulated)).webInterfaces;
  return {
    onCluster: (clusterId, type, applicationId) =>
      meant((one) => one.world().cluster.id === clusterId).onCluster(clusterId, type, applicationId),
    createPersistent: (clusterArn) => {
      const interfaces = meant((one) => one.world().cluster.arn === clusterArn);
      const id = interfaces.createPersistent(clusterArn);
      persistent.set(id, interfaces);
      return id;
    },
    describePersistent: (id) => requirePersistent(id).describePersistent(id),
    persistent: (id) => requirePersistent(id).persistent(id),
    open: (token) => {
      for (const { webInterfaces } of clusters()) {
        const session = webInterfaces.open(token);
        if (session === undefined) continue;
        sessions.set(session, webInterfaces);
        return session;
      }
      return undefined;
    },
    get: (path, query, session) => (sessions.get(session ?? '') ?? meant(() => true)).get(path, query, session),
  };
}
