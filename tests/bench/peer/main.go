// A provider as most are: HashiCorp's framework, one resource, one call for each step of its life. It speaks Crazytel's API
// and has the attributes of a Crazytel trunk, so that siptrunk can be measured beside it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	options := providerserver.ServeOpts{Address: "registry.terraform.io/siptrunk/peer", ProtocolVersion: 6}
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return &peer{} }, options); err != nil {
		log.Fatal(err)
	}
}

// peer is configured by the environment that the sandbox prints for siptrunk.
type peer struct{}

func (*peer) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "peer"
}

func (*peer) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (*peer) Configure(_ context.Context, _ provider.ConfigureRequest, response *provider.ConfigureResponse) {
	response.ResourceData = &api{
		http:    &http.Client{Timeout: time.Minute},
		baseURL: strings.TrimRight(os.Getenv("CRAZYTEL_BASE_URL"), "/"),
		key:     os.Getenv("CRAZYTEL_API_KEY"),
	}
}

func (*peer) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (*peer) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &trunk{} }}
}

type api struct {
	http         *http.Client
	baseURL, key string
}

// call sends a call and reads the trunk in its answer; gone is a trunk that is not there.
func (a *api) call(ctx context.Context, method, path string, body any) (shown map[string]any, gone bool, err error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, false, err
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, a.baseURL+path, sent)
	if err != nil {
		return nil, false, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Crazytel-Api-Key", a.key)
	answer, err := a.http.Do(request)
	if err != nil {
		return nil, false, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return nil, false, err
	case answer.StatusCode == http.StatusNotFound:
		return nil, true, nil
	case answer.StatusCode >= 300:
		return nil, false, fmt.Errorf("%s %s was answered %d: %s", method, path, answer.StatusCode, text)
	}
	// A delete has nothing to show.
	_ = json.Unmarshal(text, &shown)
	return shown, false, nil
}

type trunk struct{ api *api }

type model struct {
	ID                   types.String `tfsdk:"id"`
	Username             types.String `tfsdk:"username"`
	Password             types.String `tfsdk:"password"`
	CallerID             types.String `tfsdk:"caller_id"`
	Description          types.String `tfsdk:"description"`
	Enabled              types.Bool   `tfsdk:"enabled"`
	HideCallerID         types.Bool   `tfsdk:"hide_caller_id"`
	SoftphoneShowBalance types.Bool   `tfsdk:"softphone_show_balance"`
	SoftphoneSyncSMS     types.Bool   `tfsdk:"softphone_sync_sms"`
}

// body is what a create and an update send.
func (m *model) body() map[string]any {
	body := map[string]any{
		"password":               m.Password.ValueString(),
		"caller_id_number":       m.CallerID.ValueString(),
		"enabled":                m.Enabled.ValueBool(),
		"hide_caller_id":         m.HideCallerID.ValueBool(),
		"softphone_show_balance": m.SoftphoneShowBalance.ValueBool(),
		"softphone_sync_sms":     m.SoftphoneSyncSMS.ValueBool(),
	}
	if !m.Description.IsNull() {
		body["description"] = m.Description.ValueString()
	}
	return body
}

// take reads what an answer shows.
func (m *model) take(shown map[string]any) {
	text := func(name string) types.String {
		if value, ok := shown[name].(string); ok {
			return types.StringValue(value)
		}
		return types.StringNull()
	}
	flag := func(name string) types.Bool {
		value, _ := shown[name].(bool)
		return types.BoolValue(value)
	}
	m.ID, m.Username = text("id"), text("username")
	m.CallerID, m.Description = text("caller_id_number"), text("description")
	m.Enabled, m.HideCallerID = flag("enabled"), flag("hide_caller_id")
	m.SoftphoneShowBalance, m.SoftphoneSyncSMS = flag("softphone_show_balance"), flag("softphone_sync_sms")
}

func (*trunk) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "peer_trunk"
}

func (*trunk) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	flag := func(value bool) schema.Attribute {
		return schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(value)}
	}
	response.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":                     schema.StringAttribute{Computed: true, PlanModifiers: kept},
		"username":               schema.StringAttribute{Computed: true, PlanModifiers: kept},
		"password":               schema.StringAttribute{Required: true, Sensitive: true},
		"caller_id":              schema.StringAttribute{Required: true},
		"description":            schema.StringAttribute{Optional: true},
		"enabled":                flag(true),
		"hide_caller_id":         flag(false),
		"softphone_show_balance": flag(true),
		"softphone_sync_sms":     flag(false),
	}}
}

func (t *trunk) Configure(_ context.Context, request resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	t.api, _ = request.ProviderData.(*api)
}

func failed(diagnostics *diag.Diagnostics, err error) bool {
	if err != nil {
		diagnostics.AddError("The call failed", err.Error())
	}
	return diagnostics.HasError()
}

func (t *trunk) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var plan model
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	shown, _, err := t.api.call(ctx, http.MethodPost, "/sip-trunks/", plan.body())
	if failed(&response.Diagnostics, err) {
		return
	}
	plan.take(shown)
	response.Diagnostics.Append(response.State.Set(ctx, &plan)...)
}

func (t *trunk) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	var state model
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	shown, gone, err := t.api.call(ctx, http.MethodGet, "/sip-trunks/"+state.ID.ValueString(), nil)
	if failed(&response.Diagnostics, err) {
		return
	}
	if gone {
		response.State.RemoveResource(ctx)
		return
	}
	state.take(shown)
	response.Diagnostics.Append(response.State.Set(ctx, &state)...)
}

func (t *trunk) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	var plan model
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	shown, _, err := t.api.call(ctx, http.MethodPatch, "/sip-trunks/"+plan.ID.ValueString(), plan.body())
	if failed(&response.Diagnostics, err) {
		return
	}
	plan.take(shown)
	response.Diagnostics.Append(response.State.Set(ctx, &plan)...)
}

func (t *trunk) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	var state model
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	_, _, err := t.api.call(ctx, http.MethodDelete, "/sip-trunks/"+state.ID.ValueString(), nil)
	failed(&response.Diagnostics, err)
}
