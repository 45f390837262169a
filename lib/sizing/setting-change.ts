import type { RetuneRequest, SettingChange } from './types';

/** Nothing where the value is in force already. */
export function change(request: RetuneRequest, key: string, to: string, reason: string): SettingChange[] {
  const from = request.settings.get(key);
  return from === to ? [] : [{ key, from, to, reason }];
}
