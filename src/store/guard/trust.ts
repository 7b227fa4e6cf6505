/** What an operator knows better than the rows. */
export interface TrustOptions {
  /**
   * Go by the expiry column even where the rows say that it is in another zone, or no expiry at all,
   * and sessions that are alive look expired. Default is `false`.
   */
  trustExpiry?: boolean;
}
