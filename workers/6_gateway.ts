/**
 * Role: gateway (edge).
 * Reads: order ring, who the instruments are; its keys from the supervisor's one message.
 * Writes: report ring, its part of the board; orders to the venues it was given.
 * Never: files, environment, other hosts.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildGateway } from "../core/supervisor/stages/gateway.ts";

hostWorker(buildGateway);
