#!/usr/bin/env python2
# -*- coding: latin-1 -*-
import os, sys, urllib2
from diffusers import PNDMScheduler, StableDiffusionPipeline
try:
    import cPickle as pickle
except ImportError, e:
    print >>sys.stderr, "no cPickle:", e
    raise

N = 050
print "Loading", `N`, "steps"
exec "x = 1" in globals()

class Loader:
	def __init__(self, path=u"caf\xe9"):
		self.path = path
	        self.count = 0L
	def next(self):
		if self.count <> 3:
			self.count += 1
			return self.path % self.count
		raise StopIteration, "done"

scheduler = PNDMScheduler(beta_start=0.00085, beta_end=0.012, skip_prk_steps=True)
if N < 100:
	scheduler.set_timesteps(N)
        print scheduler.init_noise_sigma,
pipe = StableDiffusionPipeline.from_pretrained("runwayml/stable-diffusion-v1-5", scheduler=scheduler)
for k, v in sorted(pipe.scheduler.config.iteritems(), key=lambda (k, v): k): print "%s = %r" % (k, v)
