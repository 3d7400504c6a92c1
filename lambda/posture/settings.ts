/** What `mfa-watch.yaml` may say of the checks. */
export interface PostureSettings {
  /** Days in which a new user may still set up a device. */
  passwordGraceDays: number;
}

export const defaults: PostureSettings = { passwordGraceDays: 7 };
