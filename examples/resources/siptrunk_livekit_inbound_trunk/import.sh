# By id, or by a name that only one trunk has.
terraform import siptrunk_livekit_inbound_trunk.carrier ST_evNXthVqfz5K
terraform import siptrunk_livekit_inbound_trunk.carrier "carrier in"
