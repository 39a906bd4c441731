import type { HttpSettings } from '../../contracts/connections/http.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { HttpNetwork } from './guarded-agent.js';
import { openHttpService } from './http-service.js';

/**
 * Asks the service for its base address; any answer but a refusal of the credentials or an error of the server will
 * do, for few services have something there. Throws what `HttpService.send` throws otherwise.
 */
export const reachBase = async (settings: HttpSettings, network: HttpNetwork, signal: AbortSignal): Promise<void> => {
  const service = openHttpService(settings, network);
  try {
    (await service.send({ url: settings.baseUrl, signal })).discard();
  } catch (error) {
    if (!isStevedoreError(error) || !FINE.has(error.code)) throw error;
  } finally {
    await service.close();
  }
};

const FINE: ReadonlySet<string> = new Set(['HTTP_REFUSED', 'HTTP_RATE_LIMITED']);
