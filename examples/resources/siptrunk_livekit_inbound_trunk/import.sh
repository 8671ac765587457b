# By id, or by the name of one trunk only.
terraform import siptrunk_livekit_inbound_trunk.carrier ST_evNXthVqfz5K
terraform import siptrunk_livekit_inbound_trunk.carrier "carrier in"
