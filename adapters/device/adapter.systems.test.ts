/** The suite of a broker on Mosquitto, at PENTAGRAPH_TEST_MQTT. */
import { describe } from '@jest/globals'
import { brokerSuite } from './mqtt-suite.ts'

const url = process.env['PENTAGRAPH_TEST_MQTT'] ?? 'mqtt://127.0.0.1:1883'

describe('devices behind Mosquitto', () => brokerSuite(() => url.replace(/\/$/, '')))
