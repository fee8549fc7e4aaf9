// Turns Slack's SDK for Node to the sandbox, in an app that was started by it.
// No SDK reads Slack's address from the environment. Node requires this file by NODE_OPTIONS.
'use strict';

const Module = require('node:module');

const address = process.env.SLACK_API_URL;
const load = Module._load;
const clients = /@slack[\\/]web-api[\\/]dist[\\/](cjs[\\/])?WebClient\.c?js$/;
const turned = new WeakSet();

function turn(exported) {
  turned.add(exported);
  exported.WebClient = new Proxy(exported.WebClient, {
    construct(target, [token, options = {}], made) {
      const slackApiUrl = options.slackApiUrl || address;
      return Reflect.construct(target, [token, { ...options, slackApiUrl }], made);
    },
  });
}

function file(request, parent) {
  try {
    return Module._resolveFilename(request, parent);
  } catch {
    return '';
  }
}

if (address) {
  Module._load = function turningLoad(request, parent, isMain) {
    const exported = load.call(this, request, parent, isMain);
    if (request.endsWith('WebClient') || request.endsWith('WebClient.js')) {
      const isClient = clients.test(file(request, parent));
      if (isClient && exported.WebClient && !turned.has(exported)) turn(exported);
    }
    return exported;
  };
}
